/**
 * Mails a second through the whole intake (fetch, read, identify, classify, record, move) beside imapflow fetch and
 * mailparser alone, on the same Dovecot in the same run. `node bench/intake.ts [mails]`; needs what `npm test` sets up.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { simpleParser } from "mailparser";
import { instant } from "../rules/time.ts";
import { startDovecot } from "../test/servers/dovecot.ts";
import { SteppedClock } from "../worker/clock.ts";
import { loadConfig } from "../worker/config.ts";
import { importExtract } from "../worker/records/import.ts";
import { wire } from "../worker/wiring.ts";
import { households, type MadePerson, writeExtract } from "./people.ts";
import { Random } from "./random.ts";

const COUNT = Number(process.argv[2] ?? 2000);
/** A Saturday: nobody is asked before Monday, so that no request is sent in the figure. */
const NOW = instant("2026-11-14T10:00:00Z");
const PEOPLE = 30_000;
const SENTENCES = readFileSync(new URL("./intake-sentences.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");
const folder = await mkdtemp(join(tmpdir(), "triage-intake-"));
const random = new Random(11);

/** Of twenty mails: known children with a contact in the last weeks or long ago, strangers, and words said before. */
type Kind = "recent" | "long ago" | "stranger" | "in the records" | "in a mail before";
const KINDS: readonly Kind[] = [
  ...Array.from({ length: 12 }, () => "recent" as const),
  "long ago",
  "long ago",
  "stranger",
  "stranger",
  "stranger",
  "stranger",
  "in the records",
  "in a mail before",
];

interface Referred {
  readonly child: MadePerson;
  readonly school: number;
  readonly text: string;
  /** In base64. */
  readonly picture: string;
}

/** The mails in their order; who is known goes into the extract with an earlier contact. */
async function refer(extract: string): Promise<readonly Referred[]> {
  const { kept } = await writeExtract(extract, PEOPLE, 7, Math.max(1, Math.floor(PEOPLE / 2.5 / COUNT)));
  const strangers = households(8, "S");
  const contacts = [
    "contact_id,person_ids,received_at,closed_on,referrer_name,referrer_agency,referrer_email,subject,narrative,decision,decided_by",
  ];
  const referred: Referred[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const kind = KINDS[(n * 7) % KINDS.length] as Kind;
    const before = referred[n - 10];
    if (kind === "in a mail before" && before) {
      referred.push(before);
      continue;
    }
    const child = (
      kind === "stranger" ? strangers.next().value?.children[0] : kept[n % kept.length]?.child
    ) as MadePerson;
    // An attachment that is not in the records would make it another mail.
    const isRecorded = kind === "in the records";
    const text = wordsOf(child, isRecorded ? 25 : 8);
    const picture = Buffer.from(Array.from({ length: isRecorded ? 0 : 8_200 }, () => random.below(256)))
      .toString("base64")
      .replace(/(.{76})/g, "$1\r\n");
    referred.push({ child, school: n % 40, text, picture });
    if (kind === "stranger") continue;
    const narrative = isRecorded ? text : `${child.given} was late. ${saying(4)}`;
    const day = `2026-${kind === "long ago" ? "08" : "11"}-0${1 + (n % 9)}`;
    contacts.push(
      `C-${n},${child.id},${day}T09:00:00Z,${day},M Teacher,A School,m.teacher@hill${n % 40}.sch.example,Concern,"${narrative}",no-further-action,`,
    );
  }
  writeFileSync(join(extract, "contacts.csv"), `${contacts.join("\n")}\n`);
  writeFileSync(join(extract, "extract.json"), `{"extractedAt": "2026-11-14T04:00:00Z"}\n`);
  return referred;
}

function saying(sentences: number): string {
  return Array.from({ length: sentences }, () => random.pick(SENTENCES)).join(" ");
}

function wordsOf({ given, family, born, address, postcode }: MadePerson, paragraphs: number): string {
  const stated = `${given} ${family}, date of birth ${born.split("-").reverse().join("/")}, of ${address}, ${postcode}`;
  return [
    "Dear CASS",
    `I am writing about ${stated}. ${saying(4)}`,
    ...Array.from({ length: paragraphs }, () => saying(4)),
    "M Teacher",
  ].join("\r\n\r\n");
}

/** About 20 KB: text, HTML and a picture in base64. */
function mail({ child, school, text, picture }: Referred, n: number): Buffer {
  const html = `<html><body>${text
    .split("\r\n\r\n")
    .map((p) => `<p class="MsoNormal" style="font-family:Calibri">${p}</p>`)
    .join("\r\n")}</body></html>`;
  return Buffer.from(
    [
      `From: M Teacher <m.teacher@hill${school}.sch.example>`,
      "To: cass@trust.example",
      `Subject: ${child.given} ${child.family}`,
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
      ...(picture === ""
        ? []
        : [
            "--m",
            'Content-Type: image/png; name="arm.png"',
            'Content-Disposition: attachment; filename="arm.png"',
            "Content-Transfer-Encoding: base64",
            "",
            picture,
          ]),
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

/** @returns bytes of a mail, on average. */
async function fill(referred: readonly Referred[]): Promise<number> {
  const filling = client();
  await filling.connect();
  for (const name of Object.values(policy.folders)) if (name !== "INBOX") await filling.mailboxCreate(name);
  let bytes = 0;
  for (const [n, each] of referred.entries()) {
    const raw = mail(each, n);
    bytes += raw.length;
    await filling.append("INBOX", raw, [], new Date("2026-11-14T09:30:00Z"));
  }
  await filling.logout();
  return bytes / referred.length;
}

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

async function whole(extract: string): Promise<number> {
  const clock = new SteppedClock(NOW);
  const dataDir = join(folder, "data");
  await importExtract(extract, join(dataDir, "records.sqlite"), { strict: true });
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
  const cpu = process.cpuUsage();
  await wired.worker.settle();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const found = await wired.parts.store.read((db) =>
    db
      .selectFrom("messages")
      .select(({ fn }) => ["pathway", "folder", fn.countAll<number>().as("mails")])
      .groupBy(["pathway", "folder"])
      .execute(),
  );
  for (const { pathway, folder: lies, mails } of found)
    process.stdout.write(`${pathway} in ${lies}: ${mails}\n`);
  process.stdout.write(
    `processor time of the worker itself: ${((user + system) / 1000 / COUNT).toFixed(1)} ms a mail\n`,
  );
  await wired.close();
  return COUNT / seconds;
}

try {
  const extract = join(folder, "extract");
  const bytes = await fill(await refer(extract));
  const before = await bare();
  const ours = await whole(extract);
  process.stdout.write(
    `${COUNT} mails of ${(bytes / 1000).toFixed(1)} KB\n` +
      `imapflow fetch + mailparser alone: ${before.toFixed(0)} mails/s\n` +
      `the whole intake: ${ours.toFixed(0)} mails/s\n` +
      `ratio: ${(ours / before).toFixed(2)}\n`,
  );
} finally {
  await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
}
