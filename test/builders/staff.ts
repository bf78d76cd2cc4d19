import type { StaffMember } from "../../rules/staff.ts";

/** A Senior Practitioner who works every day, with what the test says of them. */
export function aMember(id: string, more: Partial<StaffMember> = {}): StaffMember {
  return {
    id,
    name: `Name of ${id}`,
    email: `${id}@trust.example`,
    roles: ["senior-practitioner"],
    areas: [],
    pattern: { mon: "day", tue: "day", wed: "day", thu: "day", fri: "day" },
    leave: [],
    takesContacts: null,
    ...more,
  };
}
