import { join } from "node:path";
import { z } from "zod";
import type { ClassifyPolicy } from "../../rules/classify/policy.ts";
import { readJson, readYaml } from "./yaml.ts";

/** One phrase a line, or between commas: as one text, since thousands of list items are slow to parse. */
const phrases = z
  .string()
  .transform((text) => text.split(/[\n,]/).flatMap((phrase) => phrase.trim() || []))
  .refine((list) => list.length > 0, "expected at least one phrase")
  .refine(
    (list) => list.every((phrase) => phrase.length <= 120),
    "expected phrases of at most 120 characters",
  );

const urgency = z.strictObject({
  stated: phrases,
  boxes: phrases,
  safe_boxes: phrases,
  graded_boxes: phrases,
  high_grades: phrases,
  graded_phrases: phrases,
  enough_alone: phrases,
  acute: phrases,
  severe: phrases,
  harm: phrases,
  long_ago: phrases,
  general: phrases,
  negations: phrases,
  clause_breaks: phrases,
});

const weighed = z.record(z.string().regex(/^[+-]\d+$/, "expected a weight in hundredths"), z.string().min(1));

/** Learnt, so in JSON and without lines to name: nobody writes it by hand. */
const danger = z.strictObject({
  about: z.string(),
  bias: z.number(),
  enough: z.number(),
  together: z.int().min(1).max(20),
  words: weighed,
  pairs: weighed,
});

const compare = z.strictObject({
  form_titles: phrases,
  greetings: phrases,
  sign_offs: phrases,
  sending: phrases,
  harmless: phrases,
  plain_words: phrases,
  news: phrases,
  not_news: phrases,
  own_day: phrases,
  of_the_post: phrases,
  refers_back: phrases,
  happens_again: phrases,
  refers_elsewhere: phrases,
  begins_another: phrases,
  chasing: phrases,
  negation_words: phrases,
  hedge_words: phrases,
  everyday_words: phrases,
  common_words: phrases,
});

const factors = z.array(z.strictObject({ code: z.string().min(1), name: z.string().min(1), phrases })).min(1);

/**
 * The words of `classify/urgency.yaml`, `danger.json`, `factors.yaml` and `phrases.yaml`.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadClassifyPolicy(configDir: string): ClassifyPolicy {
  const dir = join(configDir, "classify");
  const u = readYaml(join(dir, "urgency.yaml"), urgency);
  const c = readYaml(join(dir, "phrases.yaml"), compare);
  return {
    urgency: {
      stated: u.stated,
      boxes: u.boxes,
      safeBoxes: u.safe_boxes,
      gradedBoxes: u.graded_boxes,
      highGrades: u.high_grades,
      gradedPhrases: u.graded_phrases,
      enoughAlone: u.enough_alone,
      acute: u.acute,
      severe: u.severe,
      harm: u.harm,
      longAgo: u.long_ago,
      general: u.general,
      negations: u.negations,
      clauseBreaks: u.clause_breaks,
    },
    danger: readJson(join(dir, "danger.json"), danger),
    factors: readYaml(join(dir, "factors.yaml"), factors),
    compare: {
      formTitles: c.form_titles,
      greetings: c.greetings,
      signOffs: c.sign_offs,
      sending: c.sending,
      harmless: c.harmless,
      plainWords: c.plain_words,
      news: c.news,
      notNews: c.not_news,
      ownDay: c.own_day,
      ofThePost: c.of_the_post,
      refersBack: c.refers_back,
      happensAgain: c.happens_again,
      refersElsewhere: c.refers_elsewhere,
      beginsAnother: c.begins_another,
      chasing: c.chasing,
      negationWords: c.negation_words,
      hedgeWords: c.hedge_words,
      everydayWords: new Set(c.everyday_words),
      commonWords: new Set(c.common_words),
    },
  };
}
