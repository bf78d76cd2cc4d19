import type { ChildVerdict } from "../../rules/identify-child/child.ts";
import type { Policy } from "../../rules/policy.ts";
import type { MailPart } from "../../rules/read-mail/mail.ts";
import type { Pathway, ReviewerRole } from "../../rules/situation.ts";
import type { Understanding } from "../understand.ts";

const PATHWAY: Record<Pathway, string> = {
  "not-a-referral": "not a referral: nobody refers a child",
  uncertain: "uncertain: the owning RAO is asked",
  "open-case": "the child or a sibling is open: back to BSS and the team that has it",
  "not-recent": "nothing recent: BSS's ordinary process",
  duplicate: "absolute duplicate: no review, outcome to the referrer",
  "csc-closure": "a social care team closed recently: the CASS Team Manager decides",
  "family-support-closure": "Family Support closed recently: the Early Help Manager decides",
  "same-incident": "same incident or concern, other information: a TM/SP decides",
  "new-concern": "a new concern: a TM/SP decides",
};

const REVIEWER: Record<ReviewerRole, string> = {
  none: "nobody",
  "tm-sp": "a CASS Team Manager or Senior Practitioner",
  "early-help-manager": "the Early Help Manager",
  "cass-team-manager": "a CASS Team Manager",
  rao: "the owning RAO",
};

/** What triage says of one mail, for a person to read: the pathway, why, the note, and the identity evidence in words. */
export function explainText(file: string, { triage, facts }: Understanding, policy: Policy): string {
  const lines = [
    `${file}: ${triage.pathway}${triage.urgent ? "  URGENT" : ""}`,
    `  ${PATHWAY[triage.pathway]}`,
    `  received ${facts.receivedAt}; waits in ${policy.folders[triage.folder]}; asked: ${REVIEWER[triage.reviewer]}`,
    `  children: ${triage.children.join(", ") || "none known"}; compared with: ${triage.comparedWith ?? "nothing"}`,
    "",
    "  Note",
    ...wrapped(triage.note, 4),
    ...(triage.question ? ["", "  Question", ...wrapped(triage.question, 4)] : []),
    "",
    "  Why",
    ...triage.because.flatMap(({ rule, found, where }) => wrapped(`${rule}: ${found} [${where}]`, 4, "- ")),
    ...section(
      "What differs",
      (triage.comparison?.differences ?? [])
        .slice(0, 12)
        .map((d) =>
          d.kind === "changed"
            ? `changed (${d.about}): “${d.before}” → “${d.after}” [${d.where}]`
            : `${d.kind} (${d.about}): “${d.after ?? d.before}” [${d.where}]`,
        ),
    ),
    ...triage.identities.flatMap(identity),
    ...section(
      "Not fully read",
      facts.parts.filter(({ status, inline }) => status !== "read" && !inline).map(unread),
    ),
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** "attachment x.pdf (application/pdf, 2 kB): partly read, too large". */
function unread({ where, mediaType, bytes, status, reason }: MailPart): string {
  const size = bytes === 0 ? "" : `, ${Math.ceil(bytes / 1000)} kB`;
  return `${where} (${mediaType}${size}): ${status.replace("-", " ")}, ${reason ?? "no reason known"}`;
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ["", `  ${title}`, ...items.flatMap((item) => wrapped(item, 4, "- "))];
}

/** The waterfall: each piece of evidence with its weight; they add up. */
function identity({
  mention,
  verdict,
  personId,
  probability,
  weight,
  candidates,
  because,
  tellApart,
}: ChildVerdict): string[] {
  const name =
    [mention.givenNames, mention.familyName].filter((part) => part !== null).join(" ") ||
    "a child without a name";
  const answer =
    verdict === "match"
      ? `is ${personId}`
      : verdict === "several"
        ? `could be ${candidates.map((c) => c.personId).join(" or ")}`
        : "is not known";
  return section(
    `${name} (${mention.where}) ${answer}: probability ${probability.toFixed(4)}, weight ${weight.toFixed(1)}`,
    [
      ...because.map((e) => `${e.weight >= 0 ? "+" : ""}${e.weight.toFixed(1)}  ${e.words}`),
      ...tellApart.map((what) => `to tell apart: ${what}`),
    ],
  );
}

function wrapped(text: string, indent: number, bullet = ""): string[] {
  const width = 104 - indent;
  const lines: string[] = [];
  let line = bullet;
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length > width && line.trim() !== bullet.trim()) {
      lines.push(line.trimEnd());
      line = " ".repeat(bullet.length);
    }
    line += `${word} `;
  }
  lines.push(line.trimEnd());
  return lines.map((l) => " ".repeat(indent) + l);
}
