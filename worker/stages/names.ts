import type { Parts } from "../parts.ts";

/** A member of staff by name, for mails to staff; "nobody" for null. */
export function staffName(parts: Pick<Parts, "policy">, staffId: string | null): string {
  return parts.policy.staff.find(({ id }) => id === staffId)?.name ?? staffId ?? "nobody";
}

/** Whom a letter of ours went to, for mails to staff: its recipient as the outbox keeps it. */
export function recipientWords(parts: Pick<Parts, "policy">, recipient: string): string {
  if (recipient === "referrer") return "the referrer";
  if (recipient.startsWith("team-")) return teamName(parts, recipient.slice("team-".length));
  const member = parts.policy.staff.find(({ id }) => id === recipient);
  return member?.name ?? `the ${recipient.replaceAll("-", " ")}`;
}

/** A team by name, for mails to staff. */
export function teamName(parts: Pick<Parts, "policy">, code: string | undefined): string {
  return (
    parts.policy.teams.find((team) => team.code === code)?.name ??
    code ??
    "a team that the records do not name"
  );
}
