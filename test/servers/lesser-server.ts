import { connect, createServer, type Socket } from "node:net";

/** What a lesser IMAP server than Dovecot cannot do. */
export interface Lacks {
  /** Capabilities, for example `MOVE`, `UIDPLUS`, `CONDSTORE`, `IDLE`. */
  capabilities: string[];
  /** Custom keywords. */
  keywords: boolean;
}

/**
 * Stands between a client and Dovecot and makes it a lesser server. (Dovecot's own `imap_capability` only stops it
 * from naming a thing: it would go on to obey the command and to answer with COPYUID.)
 */
export async function startLesserServer(host: string, imapPort: number, lacks: Lacks) {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(imapPort, host);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    onEachLine(client, (line) => {
      const tag = refusedTag(line, lacks);
      if (tag !== undefined) client.write(`${tag} BAD Unknown command.\r\n`);
      else upstream.write(lacks.keywords ? withoutKeywords(line) : line, "latin1");
    });
    onEachLine(upstream, (line) => client.write(asLesser(line, lacks), "latin1"));
  }).listen(0, host);
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const commands: Record<string, RegExp> = {
  MOVE: /^(\S+) (UID )?MOVE /i,
  UIDPLUS: /^(\S+) UID EXPUNGE /i,
  IDLE: /^(\S+) IDLE\b/i,
};

function refusedTag(line: string, lacks: Lacks): string | undefined {
  for (const capability of lacks.capabilities) {
    const tag = commands[capability]?.exec(line)?.[1];
    if (tag !== undefined) return tag;
  }
}

/** The flags of a STORE, or of an APPEND before its literal, less all that do not begin with a backslash. */
function withoutKeywords(line: string): string {
  const [, head, flags, tail] = /^(\S+ (?:UID )?(?:STORE|APPEND) .*?\()([^()]*)(\).*)$/is.exec(line) ?? [];
  if (flags === undefined) return line;
  const kept = flags.split(" ").filter((flag) => flag.startsWith("\\"));
  return `${head}${kept.join(" ")}${tail}`;
}

function asLesser(line: string, lacks: Lacks): string {
  // only lines that are or hold a response code or a list of capabilities: a mail's words may not change
  if (!/^(\*|\S+ OK) (OK |CAPABILITY |\[)/.test(line) && !/^\S+ (OK|NO) \[/.test(line)) return line;
  let lesser = line;
  const list = /CAPABILITY ([^\]\r\n]*)/.exec(line)?.[1];
  if (list !== undefined) {
    // a compressed stream would pass us by
    const gone = [...lacks.capabilities, "COMPRESS=DEFLATE"];
    const kept = list.split(" ").filter((capability) => !gone.includes(capability));
    lesser = lesser.replace(list, kept.join(" "));
  }
  if (lacks.keywords) lesser = lesser.replace(/(\[PERMANENTFLAGS \([^)]*?) ?\\\*\)/, "$1)");
  if (lacks.capabilities.includes("UIDPLUS")) lesser = lesser.replace(/\[(APPENDUID|COPYUID) [^\]]*\] /, "");
  if (lacks.capabilities.includes("CONDSTORE")) lesser = lesser.replace(/\[HIGHESTMODSEQ [^\]]*\] /, "");
  return lesser;
}

/** Calls back with each line, its end included, and with the bytes of literals (`{123}` at the end of a line). */
function onEachLine(socket: Socket, take: (text: string) => void): void {
  let rest = "";
  let literal = 0;
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    rest += chunk;
    for (;;) {
      if (literal > 0) {
        const bytes = rest.slice(0, literal);
        if (bytes === "") return;
        take(bytes);
        literal -= bytes.length;
        rest = rest.slice(bytes.length);
        continue;
      }
      const end = rest.indexOf("\n");
      if (end < 0) return;
      const line = rest.slice(0, end + 1);
      rest = rest.slice(end + 1);
      literal = Number(/\{(\d+)\+?\}\r?\n$/.exec(line)?.[1] ?? 0);
      take(line);
    }
  });
}
