import type { PlainDate } from "./time.ts";

export type StaffRole =
  | "team-manager"
  | "senior-practitioner"
  | "early-help-manager"
  | "rao"
  | "duty-manager"
  | "bss";

export type DayPart = "day" | "morning" | "afternoon" | "off";

/** One person of config/staff.yaml. */
export interface StaffMember {
  /** Short, stable, no personal data in it is needed: "tm-1". Used in events and logs. */
  readonly id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly roles: readonly StaffRole[];
  /** Family Support areas or teams an Early Help Manager answers for. */
  readonly areas: readonly string[];
  /** Monday to Friday. */
  readonly pattern: {
    readonly mon: DayPart;
    readonly tue: DayPart;
    readonly wed: DayPart;
    readonly thu: DayPart;
    readonly fri: DayPart;
  };
  /** Both days included. `until` null: until further notice. */
  readonly leave: readonly { readonly from: PlainDate; readonly until: PlainDate | null }[];
  /** On the BSS list and able to take contacts (CASS-40). null: not on the list. */
  readonly takesContacts: boolean | null;
}

export type Staff = readonly StaffMember[];
