/** What reading one mail may cost. What lies past a limit ends as `unreadable: too large`; the rest is read. */
export interface Limits {
  /** Of a mail or file; of a longer mail only this much is looked at. */
  readonly bytesIn: number;
  /** Unpacked, of all parts together: zip, docx, odt, TNEF. */
  readonly bytesOut: number;
  /** Of text out of one part. */
  readonly textChars: number;
  /** How deep a part may lie in parts, mails and archives. */
  readonly depth: number;
  readonly parts: number;
  readonly headerBytes: number;
  readonly pdfPages: number;
  /** Of processor time for one mail, in the child process: a busy machine takes nothing from a good mail. */
  readonly cpuMs: number;
  /** Of wall time, for what waits without end. Where the system does not tell processor time, `cpuMs` is wall time. */
  readonly wallMs: number;
  /** Resident, of the child process. */
  readonly residentBytes: number;
}

const MB = 1024 * 1024;

export const LIMITS: Limits = {
  bytesIn: 36 * MB,
  bytesOut: 64 * MB,
  textChars: 2_000_000,
  depth: 12,
  parts: 500,
  headerBytes: 256 * 1024,
  pdfPages: 300,
  cpuMs: 5_000,
  wallMs: 30_000,
  residentBytes: 360 * MB,
};

/** Thrown where a limit is reached; the part that reached it ends as `unreadable: too large`. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/** Thrown where a document is locked; its part ends as `unreadable: password`. */
export class PasswordError extends Error {
  override readonly name = "PasswordError";
}

/** What is left of the limits while one mail is read. */
export class Budget {
  readonly limits: Limits;
  #bytesOut: number;
  #parts: number;

  constructor(limits: Limits) {
    this.limits = limits;
    this.#bytesOut = limits.bytesOut;
    this.#parts = limits.parts;
  }

  /** @throws {TooLargeError} where so much more may not be unpacked. */
  takeBytesOut(bytes: number): void {
    if (bytes > this.#bytesOut)
      throw new TooLargeError(`Cannot unpack: expected at most ${this.#bytesOut} bytes, found ${bytes}`);
    this.#bytesOut -= bytes;
  }

  get bytesOutLeft(): number {
    return this.#bytesOut;
  }

  /** false where no further part may be read. */
  takePart(): boolean {
    this.#parts--;
    return this.#parts >= 0;
  }
}
