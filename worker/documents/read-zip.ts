import { type UnzipFileInfo, unzipSync } from "fflate";
import { type Budget, PasswordError, TooLargeError } from "./limits.ts";
import { decodeBytes, plainText } from "./plain-text.ts";

export interface Zip {
  readonly names: readonly string[];
  /** @throws {TooLargeError} beyond the budget. @throws {PasswordError} where it is encrypted. */
  bytes(name: string, budget: Budget): Buffer;
  text(name: string, budget: Budget): string;
}

/**
 * Opens an archive without unpacking it. A file is unpacked into no more bytes than the archive says it has, and the
 * budget is asked for those first, so that a bomb costs nothing.
 * @throws {Error} where it is no zip.
 */
export function openZip(archive: Buffer): Zip {
  const files = new Map<string, UnzipFileInfo>();
  unzipSync(archive, {
    filter(file) {
      if (!file.name.endsWith("/")) files.set(file.name, file);
      return false;
    },
  });
  const encrypted =
    archive.length > 8 && archive.readUInt32LE(0) === 0x04034b50 && (archive.readUInt16LE(6) & 1) === 1;
  const bytes = (name: string, budget: Budget): Buffer => {
    const file = files.get(name);
    if (!file) throw new Error("Cannot unpack: expected a file of the archive, found none of this name");
    if (encrypted || file.compression === 99)
      throw new PasswordError("Cannot unpack: the archive wants a password");
    if (file.originalSize > 100_000 && file.originalSize > file.size * 1200)
      throw new TooLargeError("Cannot unpack: a thousandfold and more");
    budget.takeBytesOut(file.originalSize);
    let taken = false;
    const unpacked = unzipSync(archive, {
      filter: (other) => {
        // of several of one name, the one that was counted
        if (taken || other.name !== name || other.originalSize !== file.originalSize) return false;
        taken = true;
        return true;
      },
    })[name];
    if (!unpacked) throw new Error("Cannot unpack: found nothing");
    return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength);
  };
  return {
    names: [...files.keys()],
    bytes,
    text: (name, budget) => plainText(decodeBytes(bytes(name, budget), false)),
  };
}
