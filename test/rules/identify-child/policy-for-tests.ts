import { join } from "node:path";
import type { IdentityContext } from "../../../rules/identify-child/compare.ts";
import type { PersonMention } from "../../../rules/read-mail/mail.ts";
import type { Person } from "../../../rules/records.ts";
import type { PlainDate } from "../../../rules/time.ts";
import { loadIdentityPolicy } from "../../../worker/config/identity.ts";

/** The weights and names as shipped: what the tests hold is what a service gets. */
export const policy = loadIdentityPolicy(join(import.meta.dirname, "../../../config"));

export const RECEIVED_ON = "2026-10-01" as PlainDate;

export function aMention(
  facts: Partial<Omit<PersonMention, "dateOfBirth" | "expectedOn">> & {
    dateOfBirth?: string;
    expectedOn?: string;
  },
): PersonMention {
  return {
    givenNames: null,
    familyName: null,
    knownAs: null,
    dateOfBirthWritten: null,
    age: null,
    sex: null,
    nhsNumber: null,
    otherIds: [],
    address: null,
    postcode: null,
    school: null,
    parents: [],
    siblings: [],
    role: "child",
    subjectOfMail: true,
    where: "body",
    ...facts,
    dateOfBirth: (facts.dateOfBirth ?? null) as PlainDate | null,
    expectedOn: (facts.expectedOn ?? null) as PlainDate | null,
  };
}

export function aPerson(
  facts: Partial<Omit<Person, "dateOfBirth">> & { personId: string; dateOfBirth?: string },
): Person {
  return {
    givenNames: "",
    familyName: "",
    knownAs: null,
    sex: null,
    nhsNumber: null,
    address: null,
    postcode: null,
    otherIds: [],
    ...facts,
    dateOfBirth: (facts.dateOfBirth ?? null) as PlainDate | null,
  };
}

/** A council of 100,000 known people, where the names that the tests use are as common as given. */
export function aContext(
  facts: Partial<IdentityContext> & { bearing?: Record<string, number> } = {},
): IdentityContext {
  const { bearing = {}, ...context } = facts;
  return {
    receivedOn: RECEIVED_ON,
    parentsOf: () => [],
    siblingsOf: () => [],
    nameCount: (_kind, name) => bearing[name] ?? 50,
    peopleCount: 100_000,
    ...context,
  };
}
