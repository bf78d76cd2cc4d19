import { join } from "node:path";
import { z } from "zod";
import { type Phrase, parsePhrase } from "../../rules/read-reply/phrases.ts";
import type { ReplyPolicy } from "../../rules/read-reply/policy.ts";
import { readYaml } from "./yaml.ts";

/** `classes` of the file: a name stands for words, `leave {it}` for `leave it|this|that`. */
const classes = z.record(
  z.string(),
  z.string().transform((text) => text.trim().split(/\s+/).join("|")),
);

const phraseOf = (named: Readonly<Record<string, string>>) =>
  z
    .string()
    .trim()
    .min(1)
    .max(800)
    .transform((written, context): Phrase => {
      try {
        return parsePhrase(
          written.replace(/\{(\w{1,30})\}/g, (_, name: string) => {
            const words = named[name];
            if (words === undefined) throw new RangeError(`expected one of the classes, found "{${name}}"`);
            return words;
          }),
        );
      } catch (error) {
        context.addIssue({ code: "custom", message: (error as Error).message });
        return z.NEVER;
      }
    });
function formOf(word: string, plain: string): "plain" | "ing" | "done" {
  if (word === plain || word === `${plain}s` || word === `${plain}es`) return "plain";
  return word.endsWith("ing") ? "ing" : "done";
}

/** Words in any order, on as many lines as they take. */
const words = z.string().transform((text) => new Set(text.split(/\s+/).filter((word) => word !== "")));
/** A verb a line: "open opened opening", in the order plain, done, doing. */
const verbs = z.string().transform((text) => {
  const forms = new Map<string, "plain" | "ing" | "done">();
  for (const line of text.split("\n")) {
    for (const word of line.split(/\s+/).filter((word) => word !== "")) {
      if (forms.has(word)) continue;
      forms.set(word, formOf(word, line.trim().split(/\s+/)[0] as string));
    }
  }
  return forms;
});
const opening = z
  .strictObject({
    strong: verbs,
    weak: verbs,
    closing: verbs,
    contact_makers: words,
    contact: words,
    adjectives: words,
    makes_new: words,
    said_of: words,
    determiners: words,
    things: words,
    particles: words,
    makes_one: words,
    one_child: words,
    several_children: words,
    noun_after: words,
    follows_closing: words,
    sees: words,
    some: words,
    files: words,
    between: words,
    passive: words,
    may_follow: words,
    may_precede: words,
    negators: words,
    answers_no: words,
    subjects: words,
    possible: words,
    wants: words,
    agrees: words,
    requests: words,
    begins_anew: words,
    leads_elsewhere: words,
  })
  .transform(
    ({
      may_follow,
      may_precede,
      answers_no,
      begins_anew,
      leads_elsewhere,
      contact_makers,
      makes_new,
      said_of,
      makes_one,
      one_child,
      several_children,
      noun_after,
      follows_closing,
      ...rest
    }) => ({
      ...rest,
      mayFollow: may_follow,
      mayPrecede: new Set([...may_precede, ...rest.negators]),
      answersNo: answers_no,
      contactMakers: contact_makers,
      makesNew: makes_new,
      saidOf: said_of,
      makesOne: makes_one,
      oneChild: one_child,
      severalChildren: several_children,
      nounAfter: noun_after,
      followsClosing: follows_closing,
      beginsAnew: begins_anew,
      leadsElsewhere: leads_elsewhere,
    }),
  );
function schemaOf(named: Readonly<Record<string, string>>): z.ZodType<ReplyPolicy> {
  const phrases = z.array(phraseOf(named)).min(1);
  const byAnswer = z.strictObject({
    "new-contact": phrases,
    "no-contact": phrases,
    "more-info": phrases,
    reassign: phrases,
    visit: phrases,
    "taken-forward": phrases,
  });

  return z
    .strictObject({
      classes,
      words: byAnswer,
      may_precede: phrases,
      may_follow: phrases,
      goes_on: words,
      says_yes: phrases,
      says_no: phrases,
      asks: phrases,
      opening,
      says: byAnswer,
      keeps_open: phrases,
      not_a_decision: phrases,
      doubts: phrases,
      hedges: phrases,
      limits: phrases,
      contrasts: phrases,
      own_action: phrases,
      conditions: phrases,
      retractions: phrases,
      negations: phrases,
      reports: phrases,
      questions: phrases,
      polite_orders: phrases,
      agreed_no: phrases,
      points_below: phrases,
      greetings: phrases,
      sign_offs: phrases,
      disclaimers: phrases,
      last_line_of_ours: phrases,
      machine: z.strictObject({
        automatic_subjects: phrases,
        absence_texts: phrases,
        left_texts: phrases,
        receipt_subjects: phrases,
        calendar_subjects: phrases,
        recalls: phrases,
        reactions: phrases,
        bounce_subjects: phrases,
        bounce_texts: phrases,
      }),
    })
    .transform((file) => ({
      words: file.words,
      mayPrecede: file.may_precede,
      mayFollow: file.may_follow,
      goesOn: file.goes_on,
      saysYes: file.says_yes,
      saysNo: file.says_no,
      asks: file.asks,
      opening: file.opening,
      says: file.says,
      keepsOpen: file.keeps_open,
      notADecision: file.not_a_decision,
      doubts: file.doubts,
      hedges: file.hedges,
      limits: file.limits,
      contrasts: file.contrasts,
      ownAction: file.own_action,
      conditions: file.conditions,
      retractions: file.retractions,
      negations: file.negations,
      reports: file.reports,
      questions: file.questions,
      politeOrders: file.polite_orders,
      agreedNo: file.agreed_no,
      pointsBelow: file.points_below,
      greetings: file.greetings,
      signOffs: file.sign_offs,
      disclaimers: file.disclaimers,
      lastLineOfOurs: file.last_line_of_ours,
      machine: {
        automaticSubjects: file.machine.automatic_subjects,
        absenceTexts: file.machine.absence_texts,
        leftTexts: file.machine.left_texts,
        receiptSubjects: file.machine.receipt_subjects,
        calendarSubjects: file.machine.calendar_subjects,
        recalls: file.machine.recalls,
        reactions: file.machine.reactions,
        bounceSubjects: file.machine.bounce_subjects,
        bounceTexts: file.machine.bounce_texts,
      },
    }));
}

/**
 * Reads `reply.yaml`.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadReplyPolicy(configDir: string): ReplyPolicy {
  const path = join(configDir, "reply.yaml");
  const named = readYaml(path, z.looseObject({ classes }));
  return readYaml(path, schemaOf(named.classes));
}
