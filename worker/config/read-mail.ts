import { join } from "node:path";
import { z } from "zod";
import type { ReadMailPolicy } from "../../rules/read-mail/policy.ts";
import { readYaml } from "./yaml.ts";

const phrases = z.array(z.string().trim().min(1).max(200)).min(1);

const schema = z.strictObject({
  not_a_value: phrases,
  pointers: phrases,
  disclaimers: phrases,
  banners: phrases,
  sign_offs: phrases,
  chasers: phrases,
  enquiries: phrases,
  records_requests: phrases,
  concern_words: phrases,
  automatic_subjects: phrases,
  receipt_subjects: phrases,
  bounce_subjects: phrases,
});

/**
 * The phrases of `read-mail.yaml`, in lower case with plain apostrophes and single spaces.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadReadMailPolicy(configDir: string): ReadMailPolicy {
  const file = readYaml(join(configDir, "read-mail.yaml"), schema);
  return {
    notAValue: plain(file.not_a_value),
    pointers: plain(file.pointers),
    disclaimers: plain(file.disclaimers),
    banners: plain(file.banners),
    signOffs: plain(file.sign_offs),
    chasers: plain(file.chasers),
    enquiries: plain(file.enquiries),
    recordsRequests: plain(file.records_requests),
    concernWords: plain(file.concern_words),
    automaticSubjects: plain(file.automatic_subjects),
    receiptSubjects: plain(file.receipt_subjects),
    bounceSubjects: plain(file.bounce_subjects),
  };
}

function plain(phrases: readonly string[]): string[] {
  return phrases.map((phrase) => phrase.toLowerCase().replaceAll("’", "'").split(/\s+/).join(" "));
}
