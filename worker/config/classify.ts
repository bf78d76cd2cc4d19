import { join } from "node:path";
import { z } from "zod";
import type { ClassifyPolicy } from "../../rules/classify/policy.ts";
import { readYaml } from "./yaml.ts";

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
  acute: phrases,
  severe: phrases,
  harm: phrases,
  now_strong: phrases,
  now_plain: phrases,
  requests: phrases,
  callbacks: phrases,
  calm: phrases,
  long_ago: phrases,
  general: phrases,
  negations: phrases,
  clause_breaks: phrases,
});

const danger = z
  .strictObject({
    innocent: phrases,
    context: phrases,
    who: phrases,
    words: z.record(z.string().regex(/^[a-z_]+$/), phrases),
    acute: phrases,
    serious: phrases,
    present: phrases,
    resolved: phrases,
    dated: phrases,
    pretend: phrases,
    at_hand: phrases,
    short_of_time: phrases,
    asks_for_somebody: phrases,
  })
  .refine(({ words }) => Object.keys(words).length <= 61, "expected at most 61 classes of words")
  .superRefine(({ words, context: named, who, acute, serious, present }, context) => {
    for (const name of [...named, ...who, ...acute, ...serious, ...present].flatMap((rule) =>
      rule.split(/[~+|]/),
    ))
      if (!Object.hasOwn(words, name.trim()))
        context.addIssue({ code: "custom", message: `expected classes of words, found "${name.trim()}"` });
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
  refers_back: phrases,
  refers_elsewhere: phrases,
  begins_another: phrases,
  chasing: phrases,
  negation_words: phrases,
  hedge_words: phrases,
});

const factors = z.array(z.strictObject({ code: z.string().min(1), name: z.string().min(1), phrases })).min(1);

/**
 * The words of `classify/urgency.yaml`, `danger.yaml`, `factors.yaml` and `phrases.yaml`.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadClassifyPolicy(configDir: string): ClassifyPolicy {
  const dir = join(configDir, "classify");
  const u = readYaml(join(dir, "urgency.yaml"), urgency);
  const d = readYaml(join(dir, "danger.yaml"), danger);
  const c = readYaml(join(dir, "phrases.yaml"), compare);
  return {
    urgency: {
      stated: u.stated,
      boxes: u.boxes,
      safeBoxes: u.safe_boxes,
      gradedBoxes: u.graded_boxes,
      highGrades: u.high_grades,
      gradedPhrases: u.graded_phrases,
      acute: u.acute,
      severe: u.severe,
      harm: u.harm,
      nowStrong: u.now_strong,
      nowPlain: u.now_plain,
      requests: u.requests,
      callbacks: u.callbacks,
      calm: u.calm,
      longAgo: u.long_ago,
      general: u.general,
      negations: u.negations,
      clauseBreaks: u.clause_breaks,
    },
    danger: { ...d, atHand: d.at_hand, shortOfTime: d.short_of_time, asksForSomebody: d.asks_for_somebody },
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
      refersBack: c.refers_back,
      refersElsewhere: c.refers_elsewhere,
      beginsAnother: c.begins_another,
      chasing: c.chasing,
      negationWords: c.negation_words,
      hedgeWords: c.hedge_words,
    },
  };
}
