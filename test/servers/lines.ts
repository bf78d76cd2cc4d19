import { connect, type Socket } from "node:net";

/** The first thing a server says. */
export function greeting(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.setTimeout(1000, () => socket.destroy(new Error("no greeting")));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed without a greeting")));
    socket.once("data", (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
  });
}

/** Hands over one mail by LMTP (RFC 2033). Not by nodemailer, which wants an address where we have a login name. */
export async function deliverByLmtp(
  host: string,
  port: number,
  user: string,
  raw: string | Buffer,
): Promise<void> {
  const socket = connect(port, host);
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer by LMTP")));
  const replies = repliesOf(socket);
  const say = async (command: string | Buffer, code: string) => {
    socket.write(command);
    const reply = await replies.next();
    if (reply.done || !reply.value.startsWith(code))
      throw new Error(`LMTP: expected ${code}, got ${reply.done ? "the end" : reply.value}`);
  };
  try {
    await say("", "220");
    await say("LHLO localhost\r\n", "250");
    await say("MAIL FROM:<>\r\n", "250");
    await say(`RCPT TO:<${user}>\r\n`, "250");
    await say("DATA\r\n", "354");
    // bytes in, bytes out: latin1 maps each byte to one character and back
    const text = (typeof raw === "string" ? Buffer.from(raw) : raw).toString("latin1");
    const lines = text.replace(/\r?\n/g, "\r\n").replace(/^\./gm, "..");
    await say(Buffer.from(`${lines}${lines.endsWith("\r\n") ? "" : "\r\n"}.\r\n`, "latin1"), "250");
  } finally {
    socket.destroy();
  }
}

async function* repliesOf(socket: Socket): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of socket) {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop() ?? "";
    // "250-" goes on, "250 " ends the reply
    yield* lines.filter((line) => /^\d{3} /.test(line));
  }
}
