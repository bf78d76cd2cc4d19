import { join } from "node:path";
import { z } from "zod";
import { type Phrase, parsePhrase } from "../../rules/read-reply/phrases.ts";
import type { ReplyPolicy } from "../../rules/read-reply/policy.ts";
import { readYaml } from "./yaml.ts";

const phrase = z
  .string()
  .trim()
  .min(1)
  .max(800)
  .transform((written, context): Phrase => {
    try {
      return parsePhrase(written);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
const phrases = z.array(phrase).min(1);
const byAnswer = z.strictObject({
  "new-contact": phrases,
  "no-contact": phrases,
  "more-info": phrases,
  reassign: phrases,
  visit: phrases,
  "taken-forward": phrases,
});

const schema: z.ZodType<ReplyPolicy> = z
  .strictObject({
    words: byAnswer,
    may_precede: phrases,
    may_follow: phrases,
    says: byAnswer,
    keeps_open: phrases,
    not_a_decision: phrases,
    doubts: phrases,
    hedges: phrases,
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
    says: file.says,
    keepsOpen: file.keeps_open,
    notADecision: file.not_a_decision,
    doubts: file.doubts,
    hedges: file.hedges,
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

/**
 * Reads `reply.yaml`.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadReplyPolicy(configDir: string): ReplyPolicy {
  return readYaml(join(configDir, "reply.yaml"), schema);
}
