import { fileURLToPath } from "node:url";
import type { Policy } from "../../rules/policy.ts";
import { loadCalendar } from "../../worker/config/calendar.ts";
import { loadClassifyPolicy } from "../../worker/config/classify.ts";
import { loadStaff } from "../../worker/config/staff.ts";

const CONFIG = fileURLToPath(new URL("../../config", import.meta.url));

/** What the rules of triage read of the policy, as shipped; anything else of it is an error to read. */
export function triagePolicy(changes: Partial<Policy> = {}): Policy {
  const read: Partial<Policy> = {
    reviewWindowDays: 28,
    classify: loadClassifyPolicy(CONFIG),
    calendar: loadCalendar(CONFIG),
    staff: loadStaff(CONFIG),
    publicDomains: ["mail.example"],
    internalDomains: ["trust.example"],
    teams: [
      { code: "CASS", name: "Front door", email: null, kind: "front-door" },
      { code: "ASTI", name: "Assessment", email: null, kind: "social-care" },
      { code: "AREA_SAFEGUARDING", name: "Area", email: null, kind: "social-care" },
      { code: "FAMILY_SUPPORT", name: "Family Support", email: null, kind: "family-support" },
    ],
    ...changes,
  };
  return read as Policy;
}
