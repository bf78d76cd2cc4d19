import { join } from "node:path";
import { z } from "zod";
import type { Staff, StaffMember } from "../../rules/staff.ts";
import { isPlainDate, type PlainDate } from "../../rules/time.ts";
import { ConfigFaults, readLocatedYaml } from "./yaml.ts";

const part = z.enum(["day", "morning", "afternoon", "off"]);
const day = z.string().refine(isPlainDate, "expected a day as YYYY-MM-DD");

const member = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,39}$/,
      "expected lower-case letters, digits and hyphens, starting with a letter",
    ),
  name: z.string().trim().min(1).max(100),
  email: z.email().toLowerCase(),
  roles: z
    .array(
      z.enum(["team-manager", "senior-practitioner", "early-help-manager", "rao", "duty-manager", "bss"]),
    )
    .min(1),
  areas: z.array(z.string().min(1)).default([]),
  pattern: z
    .strictObject({
      mon: part.default("day"),
      tue: part.default("day"),
      wed: part.default("day"),
      thu: part.default("day"),
      fri: part.default("day"),
    })
    .prefault({}),
  leave: z.array(z.strictObject({ from: day, until: day.nullable().default(null) })).default([]),
  takes_contacts: z.boolean().nullable().default(null),
});

const staffFile = z.strictObject({ staff: z.array(member).min(1) });

/** Without one of each the service could be left with nobody to ask. */
const NEEDED = ["team-manager", "rao", "duty-manager"] as const;

/**
 * Reads `staff.yaml`, in the order of the file, which is the order of the BSS list (CASS-40).
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadStaff(configDir: string): Staff {
  const { value, fault } = readLocatedYaml(join(configDir, "staff.yaml"), staffFile);
  const faults: string[] = [];
  for (const role of NEEDED) {
    if (!value.staff.some((person) => person.roles.includes(role))) {
      faults.push(fault(["staff"], `expected at least one ${role}`));
    }
  }
  const seen = { id: new Set<string>(), email: new Set<string>() };
  for (const [index, person] of value.staff.entries()) {
    for (const key of ["id", "email"] as const) {
      if (seen[key].has(person[key])) faults.push(fault(["staff", index, key], "the same one twice"));
      seen[key].add(person[key]);
    }
    for (const [at, { from, until }] of person.leave.entries()) {
      if (until !== null && until < from) {
        faults.push(fault(["staff", index, "leave", at, "until"], "expected a day on or after from"));
      }
    }
  }
  if (faults.length > 0) throw new ConfigFaults(faults);
  return value.staff.map(
    ({ takes_contacts, leave, ...person }): StaffMember => ({
      ...person,
      leave: leave.map(({ from, until }) => ({ from: from as PlainDate, until: until as PlainDate | null })),
      takesContacts: takes_contacts,
    }),
  );
}
