import type { Parts } from "../parts.ts";

/** A member of staff by name, for mails to staff; "nobody" for null. */
export function staffName(parts: Pick<Parts, "policy">, staffId: string | null): string {
  return parts.policy.staff.find(({ id }) => id === staffId)?.name ?? staffId ?? "nobody";
}

/** A team by name, for mails to staff. */
export function teamName(parts: Pick<Parts, "policy">, code: string | undefined): string {
  return (
    parts.policy.teams.find((team) => team.code === code)?.name ??
    code ??
    "a team that the records do not name"
  );
}
