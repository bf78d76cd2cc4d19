import type { MailFacts } from "./mail.ts";

const HEADERS = ["importance", "priority", "x-priority", "x-msmail-priority"];

/**
 * How pressing the sender's program says that a mail is (GAP-08).
 * @param header the first header of a name in small letters; null where there is none.
 */
export function importanceBy(header: (name: string) => string | null): MailFacts["importance"] {
  const said = HEADERS.map((name) => (header(name) ?? "").trim().toLowerCase());
  if (said.some((word) => /^(?:high|urgent|[12]\b)/.test(word))) return "high";
  return said.some((word) => /^(?:low|non-urgent|[45]\b)/.test(word)) ? "low" : "normal";
}
