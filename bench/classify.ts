/**
 * How long classifying one mail against a child's history takes: 20 earlier contacts of 5,000 words each, beside the
 * reading of the same mail in the same run. `node bench/classify.ts [--json]`
 */
import { readMail } from "../rules/read-mail/read-mail.ts";
import type { Contact } from "../rules/records.ts";
import type { Situation } from "../rules/situation.ts";
import { addDays, instant, localDate } from "../rules/time.ts";
import { triage } from "../rules/triage.ts";
import { loadConfig } from "../worker/config.ts";
import { readDocuments } from "../worker/documents/read-documents.ts";

const CONTACTS = 20;
const WORDS = 5_000;
const ROUNDS = 30;
const VOCABULARY = vocabulary();

const { policy } = await loadConfig();
const receivedAt = instant("2026-06-20T10:00:00Z");
const mail = mailOf(text(1_500, 99));

const read: number[] = [];
const classified: number[] = [];
/** Of this process alone: what the time would be on a machine that does nothing else. */
const cpuMs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const started = performance.now();
  const facts = readMail(await readDocuments(mail, receivedAt), policy.readMail);
  read.push(performance.now() - started);
  // a fresh history each round, so that nothing is remembered from the last
  const situation = situationOf(facts, round);
  const before = performance.now();
  const cpu = process.cpuUsage();
  triage(situation, policy);
  const spent = process.cpuUsage(cpu);
  classified.push(performance.now() - before);
  cpuMs.push((spent.user + spent.system) / 1000);
}
const figures = {
  contacts: CONTACTS,
  wordsEach: WORDS,
  readMedianMs: percentile(read, 0.5),
  classifyMedianMs: percentile(classified, 0.5),
  classifyP95Ms: percentile(classified, 0.95),
  classifyMedianCpuMs: percentile(cpuMs, 0.5),
};
process.stdout.write(
  process.argv.includes("--json")
    ? `${JSON.stringify(figures)}\n`
    : `reading the mail: median ${figures.readMedianMs.toFixed(1)} ms; classifying it against ${CONTACTS} contacts of ${WORDS} words: median ${figures.classifyMedianMs.toFixed(1)} ms (${figures.classifyMedianCpuMs.toFixed(1)} ms of processor time), 95 % within ${figures.classifyP95Ms.toFixed(1)} ms\n`,
);

function situationOf(facts: ReturnType<typeof readMail>, round: number): Situation {
  const personId = "P-1";
  const contacts: Contact[] = Array.from({ length: CONTACTS }, (_, index) => ({
    contactId: `C-${index}`,
    personIds: [personId],
    receivedAt: instant(Date.parse(receivedAt) - (index + 1) * 24 * 3_600_000),
    closedOn: addDays(localDate(receivedAt), -index),
    referrerName: "A. Head",
    referrerAgency: "Oak School",
    referrerEmail: "head@oak.sch.example",
    subject: "Robin Marlowe",
    narrative: text(WORDS, round * CONTACTS + index),
    decision: "no-further-action",
    decidedBy: "tm@trust.example",
    source: "extract",
  }));
  const mention = facts.children[0];
  const person = {
    personId,
    givenNames: "Robin",
    familyName: "Marlowe",
    knownAs: null,
    dateOfBirth: null,
    sex: null,
    nhsNumber: null,
    address: "4 Heron Walk",
    postcode: "NM1 1AA",
    otherIds: [],
  };
  return {
    mail: facts,
    receivedAt,
    receivedOn: localDate(receivedAt),
    children: mention
      ? [
          {
            mention,
            verdict: "match",
            personId,
            probability: 1,
            weight: 20,
            candidates: [],
            because: [],
            tellApart: [],
          },
        ]
      : [],
    people: new Map([[personId, person]]),
    kinship: new Map([[personId, "child"]]),
    involvements: [],
    contacts,
    foundRecentByBss: false,
    extractedAt: receivedAt,
    extractIsStale: false,
    wordShare: (word) => 1 / (1 + word.length),
  };
}

/** Sentences of a made-up vocabulary in which few words are frequent and most are rare; the same seed, the same text. */
function text(words: number, seed: number): string {
  const next = numbers(seed + 1);
  const out: string[] = [];
  for (let i = 0; i < words; i++) {
    // the product of three draws leans to the front of the list, as language does
    const word = VOCABULARY[Math.floor(VOCABULARY.length * next() * next() * next())] ?? "";
    out.push(i % 14 === 13 ? `${word}.` : word);
  }
  return out.join(" ");
}

function vocabulary(): readonly string[] {
  const next = numbers(7);
  const everyday =
    "the he she said that was not at home school mother with and in on to a of his her it".split(" ");
  const syllables = "ba co di fu ga he ji ko lu ma ne po ri su ta ve wo za".split(" ");
  const made = Array.from({ length: 6_000 }, () =>
    Array.from(
      { length: 2 + Math.floor(next() * 3) },
      () => syllables[Math.floor(next() * syllables.length)],
    ).join(""),
  );
  return [...everyday, ...made];
}

/** Numbers from 0 to 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed * 2_654_435_761 + 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function mailOf(body: string): Buffer {
  return Buffer.from(
    `From: A. Head <head@oak.sch.example>\r\nTo: cass@trust.example\r\nSubject: Robin Marlowe\r\nDate: Sat, 20 Jun 2026 10:00:00 +0000\r\n` +
      `Message-ID: <b@oak.sch.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n` +
      `Child: Robin Marlowe\r\nDate of birth: 09/06/2017\r\nAddress: 4 Heron Walk, NM1 1AA\r\n\r\n${body.replace(/(.{1,70}) /g, "$1\r\n")}\r\n`,
  );
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
