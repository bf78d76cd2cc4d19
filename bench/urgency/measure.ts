/**
 * How well urgency that is told only by what happened is found in wording that was not learnt from:
 * `node bench/urgency/measure.ts VECTORS [FOLDER OF MAILS…]`. Every third of the passages is held out once; then the
 * passages of each writer; then each folder of mails.
 */
import { basename } from "node:path";
import { loadConfig } from "../../worker/config.ts";
import {
  type LabelledPassage,
  MAIL_FOLDERS,
  readContacts,
  readMails,
  readPassages,
  sentencesAlone,
} from "./data.ts";
import { type Bag, type Example, type Learnt, learn, readMeanings, scoreOf, scoreOfBag } from "./learn.ts";

const STEPS = [0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 1];
const [vectors, ...more] = process.argv.slice(2);
if (vectors === undefined) throw new Error("Usage: node bench/urgency/measure.ts VECTORS [FOLDER OF MAILS…]");
const { policy } = await loadConfig();
const meanings = readMeanings(vectors);
const passages = readPassages();
const mails = (await readMails([...MAIL_FOLDERS, ...more], policy)).filter(({ stated }) => !stated);
const contacts = readContacts(MAIL_FOLDERS);
const bags: Bag[] = [...mails, ...contacts];
const files = [...new Set(passages.map(({ file }) => file))];

interface Scored {
  readonly urgent: boolean;
  readonly score: number;
}

function line(name: string, scored: readonly Scored[]): string {
  const urgent = scored.filter((s) => s.urgent);
  const at = (enough: number) => {
    const raised = scored.filter((s) => s.score >= enough);
    const hit = raised.filter((s) => s.urgent).length;
    return `${percent(hit / urgent.length)} / ${percent(hit / raised.length)}`;
  };
  const pairs = urgent.flatMap((u) =>
    scored.filter((s) => !s.urgent).map((s): number => (u.score > s.score ? 1 : 0)),
  );
  const area = pairs.reduce((a, b) => a + b, 0) / pairs.length;
  const steps = STEPS.map(at);
  return `${name.padEnd(26)} ${String(scored.length).padStart(5)} (${urgent.length}) ${area.toFixed(3)}  ${steps.join("  ")}`;
}
function taught(held: readonly LabelledPassage[]): Example[] {
  return [...held, ...sentencesAlone(held)];
}
function percent(share: number): string {
  return (100 * share).toFixed(0).padStart(3);
}

function tested(examples: readonly (Example & { file: string })[], learnt: Learnt): Scored[] {
  return examples.map(({ urgent, passage }) => ({ urgent, score: scoreOf(passage, learnt) }));
}

process.stdout.write(`recall / precision at ${STEPS.join(", ")}\n`);
const thirds: Scored[] = [];
for (let third = 0; third < 3; third++) {
  const out = new Set(files.filter((_, i) => i % 3 === third));
  const learnt = learn(taught(passages.filter(({ file }) => !out.has(file))), bags, meanings);
  thirds.push(
    ...tested(
      passages.filter(({ file }) => out.has(file)),
      learnt,
    ),
  );
}
process.stdout.write(`${line("passages, a third held out", thirds)}\n`);
for (const writer of new Set(files.map((file) => file[0] as string))) {
  const learnt = learn(taught(passages.filter(({ file }) => !file.startsWith(writer))), bags, meanings);
  process.stdout.write(
    `${line(
      `writer ${writer} held out`,
      tested(
        passages.filter(({ file }) => file.startsWith(writer)),
        learnt,
      ),
    )}\n`,
  );
}
const all: Scored[] = [];
for (const folder of new Set(mails.map((mail) => mail.folder))) {
  const learnt = learn(
    taught(passages),
    [...mails, ...contacts].filter(
      (bag) => bag.folder !== folder && (more.length === 0 || !more.includes(bag.folder)),
    ),
    meanings,
  );
  const scored = mails
    .filter((mail) => mail.folder === folder)
    .map((mail) => ({ urgent: mail.urgent, score: scoreOfBag(mail, learnt), file: mail.file }));
  process.stdout.write(`${line(`mails ${basename(folder)} held out`, scored)}\n`);
  all.push(...scored);
}
process.stdout.write(`${line("mails, all", all)}\n`);
