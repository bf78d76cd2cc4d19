import { join } from "node:path";
import type { IdentityContext } from "../../../rules/identify-child/compare.ts";
import { identifyMention } from "../../../rules/identify-child/identify.ts";
import { namesOf } from "../../../rules/identify-child/names.ts";
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
  facts: Partial<IdentityContext> & {
    bearing?: Record<string, number>;
    parentsOf?: (personId: string) => readonly Person[];
    siblingsOf?: (personId: string) => readonly Person[];
  } = {},
): IdentityContext {
  const { bearing = {}, parentsOf = () => [], siblingsOf = () => [], ...context } = facts;
  return {
    receivedOn: RECEIVED_ON,
    kinOf: (id) => ({ parents: parentsOf(id).map(namesOf), siblings: siblingsOf(id).map(namesOf) }),
    householdOf: () => [],
    survivorsOf: () => [],
    nameCount: (_kind, name) => bearing[name] ?? 50,
    peopleCount: 100_000,
    ...context,
  };
}

/** A known child, and her mother whom the records name. */
export const amira = aPerson({
  personId: "P-1",
  givenNames: "Amira Jane",
  familyName: "Okafor-Lund",
  knownAs: "Mimi",
  dateOfBirth: "2016-03-14",
  sex: "F",
  nhsNumber: "9434765919",
  address: "Flat 2, 18 Lindenholt Road",
  postcode: "B30 9ZZ",
  otherIds: ["B801200005001"],
});
export const mother = aPerson({
  personId: "P-9",
  givenNames: "Grace",
  familyName: "Lund",
  dateOfBirth: "1990-01-01",
});
export const amirasKin = aContext({ parentsOf: (id) => (id === "P-1" ? [mother] : []) });

export function verdictOn(mention: PersonMention, people: readonly Person[], facts = amirasKin) {
  return identifyMention(mention, people, facts, policy);
}
