import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface SinkMail {
  readonly raw: Buffer;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

export interface SmtpSink {
  readonly host: string;
  readonly port: number;
  /** Every mail taken, in order. */
  readonly mails: readonly SinkMail[];
  /** Resolves with the first mail taken, so far or later, that the predicate likes. @throws after `withinMs` */
  waitFor(predicate: (mail: SinkMail) => boolean, withinMs?: number): Promise<SinkMail>;
  /** The next attempt is refused with this code: as a whole, or (with `recipient`) for this address alone. */
  refuseNext(code: number, recipient?: string): void;
  stop(): Promise<void>;
}

/** An SMTP server that takes everything and keeps it, on loopback. */
export async function startSmtpSink(
  options: Pick<SMTPServerOptions, "onAuth" | "authOptional" | "authMethods"> = {},
  atPort = 0,
): Promise<SmtpSink> {
  const mails: SinkMail[] = [];
  const waiting = new Set<() => void>();
  /** By recipient; the whole letter's under undefined. */
  const refused = new Map<string | undefined, number>();

  /** The refusal that is due, once. Its text quotes an address, as real servers' do. */
  function refusal(recipient?: string): Error | null {
    const code = refused.get(recipient);
    if (code === undefined) return null;
    refused.delete(recipient);
    return Object.assign(new Error(`<${recipient ?? "ada@school.example"}> not now or not ever`), {
      responseCode: code,
    });
  }

  const server = new SMTPServer({
    disabledCommands: options.onAuth ? ["STARTTLS"] : ["AUTH", "STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    authOptional: true,
    logger: false,
    ...options,
    onRcptTo: ({ address }, _session, done) => done(refusal(address)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const error = refusal();
        if (error) return done(error);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          raw: Buffer.concat(chunks),
          envelope: { from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address) },
        });
        done(null, "taken");
        for (const look of [...waiting]) look();
      });
    },
  });
  server.on("error", () => {});
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(atPort, "127.0.0.1", () => {
      const address = listener.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    });
  });

  return {
    host: "127.0.0.1",
    port,
    mails,
    waitFor(predicate, withinMs = 10_000) {
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          waiting.delete(look);
          clearTimeout(timer);
          settle();
        };
        const look = () => {
          const found = mails.find(predicate);
          if (found !== undefined) end(() => resolve(found));
        };
        const timer = setTimeout(
          () => end(() => reject(new Error(`no such mail in ${withinMs} ms`))),
          withinMs,
        );
        waiting.add(look);
        look();
      });
    },
    refuseNext: (code, recipient) => void refused.set(recipient, code),
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
