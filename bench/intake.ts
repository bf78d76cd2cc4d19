/**
 * Mails a second through the whole intake (fetch, read, identify, classify, record, move) beside imapflow fetch and
 * mailparser alone, on the same Dovecot in the same run. `node bench/intake.ts [mails]`; needs what `npm test` sets up.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { simpleParser } from "mailparser";
import { instant } from "../rules/time.ts";
import { startDovecot } from "../test/servers/dovecot.ts";
import { SteppedClock } from "../worker/clock.ts";
import { loadConfig } from "../worker/config.ts";
import { importExtract } from "../worker/records/import.ts";
import { countMessages } from "../worker/store/messages.ts";
import { wire } from "../worker/wiring.ts";

const COUNT = Number(process.argv[2] ?? 2000);
/** A Saturday: nobody is asked before Monday, so that no sending is in the figure. */
const NOW = instant("2026-11-14T10:00:00Z");
const GIVEN = [
  "Ada",
  "Bram",
  "Cleo",
  "Dov",
  "Esme",
  "Finn",
  "Gus",
  "Hana",
  "Ivo",
  "Juno",
  "Kit",
  "Lena",
  "Milo",
  "Nia",
];
const FAMILY = [
  "Arkwright",
  "Bexhill",
  "Corrigan",
  "Dunmore",
  "Ellery",
  "Fairholm",
  "Garside",
  "Hollin",
  "Iverson",
];
const folder = mkdtempSync(join(tmpdir(), "triage-intake-"));

function child(n: number) {
  const born = `${2009 + (n % 14)}-${String(1 + (n % 12)).padStart(2, "0")}-${String(1 + (n % 28)).padStart(2, "0")}`;
  return {
    id: `P-${n}`,
    given: GIVEN[n % GIVEN.length] ?? "",
    family: `${FAMILY[n % FAMILY.length]}${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + ((n * 7) % 26))}`,
    born,
    address: `${1 + (n % 180)} Quarry Street`,
    postcode: `NM${1 + (n % 9)} ${1 + (n % 9)}AB`,
  };
}

function writeExtract(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const children = Array.from({ length: COUNT }, (_, n) => child(n));
  const rows = (head: string, lines: string[]) => `${[head, ...lines].join("\n")}\n`;
  writeFileSync(
    join(dir, "people.csv"),
    rows(
      "person_id,given_names,family_name,known_as,date_of_birth,sex,nhs_number,address,postcode,other_ids",
      children.map((c) => `${c.id},${c.given},${c.family},,${c.born},,,${c.address},${c.postcode},`),
    ),
  );
  writeFileSync(join(dir, "relationships.csv"), "person_id,related_person_id,relationship\n");
  writeFileSync(join(dir, "involvements.csv"), "involvement_id,person_id,kind,team,started_on,ended_on\n");
  writeFileSync(
    join(dir, "contacts.csv"),
    rows(
      "contact_id,person_ids,received_at,closed_on,referrer_name,referrer_agency,referrer_email,subject,narrative,decision,decided_by",
      children.map(
        (c, n) =>
          `C-${n},${c.id},2026-11-0${1 + (n % 9)}T09:00:00Z,2026-11-10,A Teacher,A School,a@b${n}.sch.example,Concern,"${c.given} was late to school on four days and had no lunch.",no-further-action,`,
      ),
    ),
  );
  writeFileSync(join(dir, "extract.json"), `{"extractedAt": "2026-11-14T04:00:00Z"}\n`);
}

/** About 20 KB: text, HTML and a picture of 9 KB in base64. */
function mail(n: number): Buffer {
  const c = child(n);
  const text = `Dear CASS\r\n\r\n${c.given} ${c.family}, date of birth ${c.born.split("-").reverse().join("/")}, of ${c.address}, ${c.postcode}, came to school without a coat or lunch on three days last week and said that the washing machine is broken.\r\n\r\n${"The class teacher has kept a note of what was said and when, and has spoken with the head of year. ".repeat(24)}\r\n\r\nM Teacher\r\n`;
  const html = `<html><body>${text
    .split("\r\n\r\n")
    .map((p) => `<p style="font-family:Calibri">${p}</p>`)
    .join("\r\n")}</body></html>`;
  const picture = randomBytes(6700)
    .toString("base64")
    .replace(/(.{76})/g, "$1\r\n");
  return Buffer.from(
    [
      "From: M Teacher <m.teacher@hill.sch.example>",
      "To: cass@trust.example",
      `Subject: Concern ${n}`,
      "Date: Sat, 14 Nov 2026 09:30:00 +0000",
      `Message-ID: <intake-${n}@hill.sch.example>`,
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="m"',
      "",
      "--m",
      'Content-Type: multipart/alternative; boundary="a"',
      "",
      "--a",
      "Content-Type: text/plain; charset=utf-8",
      "",
      text,
      "--a",
      "Content-Type: text/html; charset=utf-8",
      "",
      html,
      "--a--",
      "--m",
      'Content-Type: image/png; name="arm.png"',
      'Content-Disposition: attachment; filename="arm.png"',
      "Content-Transfer-Encoding: base64",
      "",
      picture,
      "--m--",
      "",
    ].join("\r\n"),
  );
}

const { policy, settings } = await loadConfig();
const dovecot = await startDovecot();
const client = () =>
  new ImapFlow({
    host: dovecot.host,
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user: dovecot.user, pass: dovecot.pass },
    logger: false,
  });
const filling = client();
await filling.connect();
for (const name of Object.values(policy.folders)) if (name !== "INBOX") await filling.mailboxCreate(name);
let bytes = 0;
for (let n = 0; n < COUNT; n += 1) {
  const raw = mail(n);
  bytes += raw.length;
  await filling.append("INBOX", raw, [], new Date("2026-11-14T09:30:00Z"));
}
await filling.logout();

async function bare(): Promise<number> {
  const reading = client();
  await reading.connect();
  await reading.mailboxOpen("INBOX", { readOnly: true });
  const started = performance.now();
  for await (const { source } of reading.fetch("1:*", { source: true })) {
    if (source) await simpleParser(source);
  }
  const seconds = (performance.now() - started) / 1000;
  await reading.logout();
  return COUNT / seconds;
}

async function whole(): Promise<number> {
  const clock = new SteppedClock(NOW);
  const dataDir = join(folder, "data");
  writeExtract(join(folder, "extract"));
  await importExtract(join(folder, "extract"), join(dataDir, "records.sqlite"), { strict: true });
  const wired = await wire(
    { ...policy, startFrom: instant("2026-11-01T00:00:00Z") },
    {
      ...settings,
      dataDir,
      secret: "bench",
      imap: {
        host: dovecot.host,
        port: dovecot.imapPort,
        secure: false,
        user: dovecot.user,
        password: dovecot.pass,
      },
      smtp: { host: "127.0.0.1", port: 1, secure: false, user: null, password: null },
    },
    { clock, emit: () => {}, loopbackPlaintext: true },
  );
  const started = performance.now();
  await wired.worker.settle();
  const seconds = (performance.now() - started) / 1000;
  const states = await wired.parts.store.read((db) => countMessages(db));
  process.stdout.write(`states: ${JSON.stringify(states)}\n`);
  await wired.close();
  return COUNT / seconds;
}

try {
  const before = await bare();
  const ours = await whole();
  process.stdout.write(
    `${COUNT} mails of ${Math.round(bytes / COUNT / 1000)} KB\n` +
      `imapflow fetch + mailparser alone: ${before.toFixed(0)} mails/s\n` +
      `the whole intake: ${ours.toFixed(0)} mails/s\n` +
      `ratio: ${(ours / before).toFixed(2)}\n`,
  );
} finally {
  await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
}
