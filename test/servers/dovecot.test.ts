import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDovecot, type TestDovecot } from "./dovecot.ts";

const mail = (subject: string) =>
  `From: Police <police@example.org>\r\nTo: cass@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\n\r\nA mail.\r\n.\r\nIts last line, with an é.\r\n`;

/** Says lines to the server, less tidily than a client library would, and gives all it answers. */
async function dialogue(server: TestDovecot, lines: string[]): Promise<string> {
  const said = [`a login ${server.user} ${server.pass}`, ...lines, "z logout"]
    .map((line) => `${line}\r\n`)
    .join("");
  const socket = connect(server.imapPort, server.host, () => socket.write(said));
  return (await socket.setEncoding("utf8").toArray()).join("");
}

async function connected<T>(
  server: TestDovecot,
  use: (client: ImapFlow) => Promise<T>,
  user = server.user,
): Promise<T> {
  const client = new ImapFlow({
    host: server.host,
    port: server.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: server.pass },
    logger: false,
  });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.logout();
  }
}

describe("a Dovecot as it comes", () => {
  let server: TestDovecot;
  beforeAll(async () => {
    server = await startDovecot({ users: ["triage", "rao@example.org"] });
  });
  afterAll(() => server.stop());

  test("takes a mail in, marks it and moves it", async () => {
    await connected(server, async (client) => {
      await client.mailboxCreate("REVIEW CONTACTS");
      const appended = await client.append("INBOX", mail("one"), []);
      expect(appended).toMatchObject({ uid: 1 });
      await client.mailboxOpen("INBOX");
      expect(client.mailbox && client.mailbox.permanentFlags?.has("\\*")).toBe(true);
      await client.messageFlagsAdd("1", ["RAO"], { uid: true });
      const fetched = await client.fetchOne("1", { source: true, flags: true }, { uid: true });
      expect(fetched && fetched.source?.toString()).toBe(mail("one"));
      expect(fetched && [...(fetched.flags ?? [])]).toContain("RAO");
      const moved = await client.messageMove("1", "REVIEW CONTACTS", { uid: true });
      expect(moved && moved.uidMap?.get(1)).toBe(1);
      expect(await client.status("INBOX", { messages: true })).toMatchObject({ messages: 0 });
      for (const capability of ["MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "IDLE", "SPECIAL-USE"])
        expect(client.capabilities.has(capability), capability).toBe(true);
    });
  });

  test("has a Sent folder that says what it is", async () => {
    await connected(server, async (client) => {
      const sent = (await client.list()).find((folder) => folder.specialUse === "\\Sent");
      expect(sent?.path).toBe("Sent");
    });
  });

  test("gets mail by LMTP, byte for byte below the trace headers", async () => {
    await server.deliver(mail("delivered"), "rao@example.org");
    await connected(
      server,
      async (client) => {
        await client.mailboxOpen("INBOX");
        const fetched = await client.fetchOne("*", { source: true });
        const source = fetched ? (fetched.source?.toString() ?? "") : "";
        expect(source.endsWith(mail("delivered"))).toBe(true);
        expect(source).toMatch(/^Received: /m);
      },
      "rao@example.org",
    );
    await expect(server.deliver(mail("lost"), "nobody-we-know")).rejects.toThrow(/550/);
  });

  test("keeps the mail over a restart", async () => {
    const before = await connected(server, async (client) => {
      await client.append("INBOX", mail("kept"), []);
      return client.status("INBOX", { messages: true, uidValidity: true });
    });
    const socket = connect(server.imapPort, server.host).on("error", () => {});
    await once(socket, "data");
    const cut = once(socket, "close");
    await server.restart();
    await cut;
    await connected(server, async (client) => {
      expect(await client.status("INBOX", { messages: true, uidValidity: true })).toEqual(before);
    });
  });

  test("refuses a wrong password", async () => {
    const wrong = { ...server, pass: "wrong" };
    await expect(connected(wrong, async () => {})).rejects.toMatchObject({ authenticationFailed: true });
  });
});

test("can have dots and a prefix, and hold back capabilities", async () => {
  const withheld = ["MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC"];
  const server = await startDovecot({ separator: ".", prefix: "INBOX.", capabilityWithout: withheld });
  try {
    await connected(server, async (client) => {
      for (const capability of withheld) expect(client.capabilities.has(capability), capability).toBe(false);
      expect(client.capabilities.has("IDLE")).toBe(true);
      expect((await client.list()).map((folder) => folder.path).sort()).toEqual(["INBOX", "INBOX.Sent"]);
      expect(client.namespace).toMatchObject({ prefix: "INBOX.", delimiter: "." });
      await client.mailboxCreate(["REVIEW CONTACTS", "OLD"]);
      expect((await client.list()).map((folder) => folder.path)).toContain("INBOX.REVIEW CONTACTS.OLD");
      expect(await client.append("INBOX", mail("one"), [])).not.toHaveProperty("uid");
      await client.mailboxOpen("INBOX");
      expect(client.mailbox && client.mailbox.highestModseq).toBeFalsy();
      const copied = await client.messageCopy("1", "INBOX.REVIEW CONTACTS", { uid: true });
      expect(copied && copied.uidMap?.size).toBeFalsy();
    });
    const answers = await dialogue(server, [
      "b select INBOX",
      "c UID MOVE 1 INBOX.Sent",
      "d UID EXPUNGE 1",
      "e NOOP",
    ]);
    for (const answer of [/^b OK /m, /^c BAD /m, /^d BAD /m, /^e OK /m]) expect(answers).toMatch(answer);
    expect(answers).not.toMatch(/HIGHESTMODSEQ|COMPRESS/);
  } finally {
    await server.stop();
  }
  expect(existsSync(server.baseDir)).toBe(false);
});

test("can be a server without keywords", async () => {
  const server = await startDovecot({ keywords: false });
  try {
    await connected(server, async (client) => {
      // a literal that reads like a command is left as it is
      const tricky = `${mail("tricky")}7 UID STORE 1 +FLAGS (RAO)\r\n`;
      await client.append("INBOX", tricky, ["\\Flagged", "ACTIONED"]);
      await client.mailboxOpen("INBOX");
      expect(client.mailbox && client.mailbox.permanentFlags?.has("\\*")).toBe(false);
      expect(client.mailbox && client.mailbox.permanentFlags?.has("\\Flagged")).toBe(true);
      await client.messageFlagsAdd("1", ["RAO"], { uid: true });
      await client.messageFlagsAdd("1", ["\\Answered", "RAO"], { uid: true });
      const fetched = await client.fetchOne("1", { source: true, flags: true }, { uid: true });
      expect(fetched && fetched.source?.toString()).toBe(tricky);
      expect(fetched && [...(fetched.flags ?? [])].filter((flag) => flag !== "\\Recent").sort()).toEqual([
        "\\Answered",
        "\\Flagged",
      ]);
    });
  } finally {
    await server.stop();
  }
});
