import type { Staff, StaffMember } from "./staff.ts";

/**
 * The one member of staff meant by an id, an address or a full name as people and records write them
 * ("Obi, Kelechi", "Kelechi Obi (TM)"). null where nobody or more than one could be meant.
 */
export function findStaff(written: string, staff: Staff): StaffMember | null {
  const text = written.slice(0, 200).trim().toLowerCase();
  const exact = staff.filter((member) => member.id.toLowerCase() === text || member.email === text);
  if (exact.length > 0) return only(exact);
  const address = /<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1];
  if (address !== undefined) return only(staff.filter((member) => member.email === address));
  const name = plainName(text);
  return name === "" ? null : only(staff.filter((member) => plainName(member.name.toLowerCase()) === name));
}

function only(found: readonly StaffMember[]): StaffMember | null {
  return found.length === 1 ? (found[0] as StaffMember) : null;
}

const ROLE_WORDS =
  /^(?:cass|tm|sp|ehm|team manager|senior practitioner|early help manager|duty manager|manager)$/;

/** Lower case, accents and punctuation off, roles off, given names first. */
function plainName(text: string): string {
  const parts = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/\([^()]*\)/g, " ")
    .replace(/ [-–—/] /g, ",")
    .split(",")
    .map((part) =>
      part
        .replace(/['’.]/g, "")
        .replace(/[^\p{L}]+/gu, " ")
        .trim(),
    )
    .filter((part) => part !== "" && !ROLE_WORDS.test(part));
  return parts.length === 2 ? `${parts[1]} ${parts[0]}` : parts.join(" ");
}
