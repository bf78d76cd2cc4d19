import { connect, createServer, type Socket } from "node:net";

export interface ImapProxy {
  readonly port: number;
  /** From now on STORE and APPEND lose their keywords, while the server goes on promising to keep them. */
  loseKeywords: boolean;
  /** Ends the next connections after this many bytes from the server (`server`) or to it (`client`); null: never. */
  cutAfter: { readonly bytes: number; readonly from: "server" | "client" } | null;
  /** Changes what clients append, to text of the same length. */
  rewrite: ((literal: string) => string) | null;
  /** Answers NO to IDLE, while the server goes on offering it. */
  refuseIdle: boolean;
  /** Hangs up on whoever connects. */
  refuse: boolean;
  /** Every command line that clients sent, without literals. */
  readonly commands: readonly string[];
  /** Ends every open connection. */
  dropAll(): void;
  stop(): Promise<void>;
}

/** Stands between the mailbox under test and a real server, line by line, to do what bad networks and servers do. */
export async function startImapProxy(host: string, imapPort: number): Promise<ImapProxy> {
  const open = new Set<Socket>();
  const commands: string[] = [];
  const server = createServer((client) => {
    if (proxy.refuse) return client.destroy();
    const upstream = connect(imapPort, host);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        end();
      });
    }
    const cut = proxy.cutAfter;
    const passed = { client: 0, server: 0 };
    const pass = (from: "client" | "server", to: Socket, bytes: Buffer) => {
      const left = cut?.from === from ? cut.bytes - passed[from] : Number.POSITIVE_INFINITY;
      passed[from] += bytes.length;
      to.write(bytes.subarray(0, Math.max(0, left)));
      if (bytes.length >= left) setTimeout(end, 5);
    };
    const literals = new LiteralReader();
    client.on("data", (chunk: Buffer) => {
      const onLine = (line: string) => {
        commands.push(line.trimEnd());
        const idle = proxy.refuseIdle ? /^(\S+) IDLE\b/i.exec(line)?.[1] : undefined;
        if (idle !== undefined) {
          client.write(`${idle} NO not now\r\n`);
          return "";
        }
        return proxy.loseKeywords ? withoutKeywords(line) : line;
      };
      const onLiteral = (bytes: string) => proxy.rewrite?.(bytes) ?? bytes;
      const text = literals.read(chunk.toString("latin1"), onLine, onLiteral);
      pass("client", upstream, Buffer.from(text, "latin1"));
    });
    upstream.on("data", (chunk: Buffer) => pass("server", client, chunk));
  }).listen(0, host);
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const proxy: ImapProxy = {
    port: address.port,
    loseKeywords: false,
    rewrite: null,
    refuseIdle: false,
    cutAfter: null,
    refuse: false,
    commands,
    dropAll() {
      for (const socket of open) socket.destroy();
    },
    async stop() {
      proxy.dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** Tells command lines from the bytes of literals; an unfinished line waits for its end. */
class LiteralReader {
  #rest = "";
  #literal = 0;

  read(chunk: string, onLine: (line: string) => string, onLiteral: (bytes: string) => string): string {
    this.#rest += chunk;
    let out = "";
    while (this.#rest !== "") {
      if (this.#literal > 0) {
        const bytes = this.#rest.slice(0, this.#literal);
        this.#literal -= bytes.length;
        this.#rest = this.#rest.slice(bytes.length);
        out += onLiteral(bytes);
        continue;
      }
      const end = this.#rest.indexOf("\n");
      if (end < 0) break;
      const line = this.#rest.slice(0, end + 1);
      this.#rest = this.#rest.slice(end + 1);
      this.#literal = Number(/\{(\d+)\+?\}\r?\n$/.exec(line)?.[1] ?? 0);
      out += onLine(line);
    }
    return out;
  }
}

/** The flags of a STORE, or of an APPEND before its literal, less all that do not begin with a backslash. */
function withoutKeywords(line: string): string {
  const [, head, flags, tail] = /^(\S+ (?:UID )?(?:STORE|APPEND) [^(]*\()([^()]*)(\).*)$/is.exec(line) ?? [];
  if (flags === undefined) return line;
  return `${head}${flags
    .split(" ")
    .filter((flag) => flag.startsWith("\\"))
    .join(" ")}${tail}`;
}
