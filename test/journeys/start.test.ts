import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startDovecot, type TestDovecot } from "../servers/dovecot.ts";
import { type SmtpSink, startSmtpSink } from "../servers/smtp.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "triage-start-"));
let dovecot: TestDovecot;
let sink: SmtpSink;
let client: ImapFlow;
let worker: ChildProcess | null = null;
let log = "";

beforeAll(async () => {
  dovecot = await startDovecot();
  sink = await startSmtpSink();
  client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user: dovecot.user, pass: dovecot.pass },
    logger: false,
  });
  await client.connect();
  const sample = readFileSync(join(project, "config/triage.yaml"), "utf8");
  const imap = `host: ${dovecot.host}\n    port: ${dovecot.imapPort}\n    secure: false\n    user: ${dovecot.user}\n`;
  const smtp = `host: 127.0.0.1\n    port: ${sink.port}\n    secure: false\n`;
  writeFileSync(
    join(folder, "triage.yaml"),
    sample
      .replace(/host: localhost\n {4}port: 993\n.*\n.*\n/, imap)
      .replace(/host: localhost\n {4}port: 587\n.*\n.*\n/, smtp),
  );
}, 30_000);

afterAll(async () => {
  worker?.kill("SIGKILL");
  await client.logout();
  await sink.stop();
  await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
});

function triage(...args: string[]): ChildProcess {
  const started = spawn(
    join(project, "node_modules/.bin/node"),
    ["bin/triage.js", ...args, "--config", join(folder, "triage.yaml"), "--plaintext-on-this-machine"],
    { cwd: project, env: { ...process.env, TRIAGE_IMAP_PASSWORD: dovecot.pass } },
  );
  const keep = (chunk: Buffer) => {
    log += chunk;
  };
  started.stdout?.on("data", keep);
  started.stderr?.on("data", keep);
  return started;
}

const exitOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", resolve));

function mail(id: string): Buffer {
  return Buffer.from(
    [
      "From: Lydia Frome <l.frome@harbourside.sch.example>",
      "To: cass@trust.example",
      "Subject: Request for support",
      `Message-ID: <${id}@harbourside.sch.example>`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Child: Theodora Blakeney",
      "Date of birth: 02/09/2018",
      "Address: 2 Signal Cottages, Northmoor NM9 0EE",
      "",
      "Theodora has no winter coat and we would like advice.",
      "",
    ].join("\r\n"),
  );
}

async function keywordsOf(messageId: string): Promise<string[]> {
  const lock = await client.getMailboxLock("INBOX");
  try {
    const found = await client.search({ header: { "Message-ID": `<${messageId}>` } }, { uid: true });
    const uid = Array.isArray(found) ? found[0] : undefined;
    const message = uid ? await client.fetchOne(`${uid}`, { flags: true }, { uid: true }) : false;
    return message ? [...(message.flags ?? [])] : [];
  } finally {
    lock.release();
  }
}

test("a missing folder is a fault of the configuration that says what to do, and doctor makes it", async () => {
  expect(await exitOf(triage("start"))).toBe(2);
  expect(log).toContain("The mailbox has no folder 'REVIEW CONTACTS'");
  expect(log).toContain("doctor --create-folders");
  log = "";
  await exitOf(triage("doctor", "--create-folders"));
  expect(log).toContain("well   folder REVIEW CONTACTS: found as 'REVIEW CONTACTS', marks by keywords");
  expect(log).toContain("well   sending: ");
}, 30_000);

test("mail that another client puts into INBOX is dealt with as soon as IDLE tells of it, and SIGTERM stops it cleanly", async () => {
  log = "";
  worker = triage("start");
  await vi.waitFor(() => expect(log).toContain('"msg":"started"'), { timeout: 15_000, interval: 50 });
  await client.append("INBOX", mail("first"), []);
  await vi.waitFor(
    async () => expect(await keywordsOf("first@harbourside.sch.example")).toContain("CHECKED"),
    {
      // the poll would see it after 20 s: sooner, IDLE told
      timeout: 15_000,
      interval: 100,
    },
  );
  expect(await keywordsOf("first@harbourside.sch.example")).not.toContain("\\Seen");

  await vi.waitFor(
    () => {
      const beat = JSON.parse(readFileSync(join(folder, "data/heartbeat.json"), "utf8"));
      expect(beat.mailboxReadAt).not.toBeNull();
    },
    { timeout: 5_000, interval: 100 },
  );

  const ended = exitOf(worker);
  worker.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(log).toContain('"msg":"stopped"');
  expect(log).not.toMatch(/Blakeney|Theodora|Frome|Signal Cottages/);
}, 40_000);
