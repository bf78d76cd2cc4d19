import type { Instant, PlainDate } from "../time.ts";
import { addDays, localDate } from "../time.ts";
import { ageOn, readDate, type WrittenDate } from "./dates.ts";
import type { PersonMention } from "./mail.ts";
import { plainName, sameGiven, type WrittenName } from "./names.ts";

/** A mention under way. */
export type Person = { -readonly [Key in keyof PersonMention]: PersonMention[Key] };

/** Where and when a text was written: what reading people needs to know besides the words. */
export interface Said {
  readonly where: string;
  readonly receivedAt: Instant;
  readonly receivedOn: PlainDate;
}

export function said(where: string, receivedAt: Instant): Said {
  return { where, receivedAt, receivedOn: localDate(receivedAt) };
}

export function newPerson(name: WrittenName | null, role: string, where: string): Person {
  return {
    givenNames: name?.givenNames ?? null,
    familyName: name?.familyName ?? null,
    knownAs: name?.knownAs ?? null,
    dateOfBirth: null,
    dateOfBirthWritten: null,
    expectedOn: null,
    age: null,
    sex: null,
    nhsNumber: null,
    otherIds: [],
    address: null,
    postcode: null,
    school: null,
    parents: [],
    siblings: [],
    role,
    subjectOfMail: true,
    where,
  };
}

/** An expected date of delivery: the year, where two digits give it, may lie ahead. */
export function expectOn(person: Person, written: string, { receivedOn }: Said): void {
  const day = readDate(written, addDays(receivedOn, 300))?.day;
  if (day) [person.expectedOn, person.dateOfBirth] = [day, null];
}

const OLDEST_CHILD = 18;

/** A birth date as written: after receipt it is an expected date, impossible it stays as written (IN-06). */
export function setBirth(person: Person, date: WrittenDate, { receivedOn }: Said): void {
  if (date.day === null) person.dateOfBirthWritten = date.written;
  else if (date.day > receivedOn) {
    if (person.dateOfBirth === null) person.expectedOn = date.day;
  } else {
    person.dateOfBirth = date.day;
    person.expectedOn = null;
  }
}

export function isAdult(person: Person, { receivedOn }: Said): boolean {
  if (person.dateOfBirth !== null) return ageOn(person.dateOfBirth, receivedOn) > OLDEST_CHILD;
  return person.age !== null && person.age > OLDEST_CHILD;
}

/** Adds to a list what it does not hold yet, compared without case and accents. */
export function addName(list: readonly string[], name: string): string[] {
  return list.some((other) => plainName(other) === plainName(name)) ? [...list] : [...list, name];
}

/** Whether two mentions of one mail are one person: nothing they say contradicts, and names or births agree. */
export function isSame(one: Person, other: Person): boolean {
  if (one.dateOfBirth && other.dateOfBirth && one.dateOfBirth !== other.dateOfBirth) return false;
  if (isUnnamed(one) || isUnnamed(other))
    return one.dateOfBirth !== null && one.dateOfBirth === other.dateOfBirth;
  const given = one.givenNames && other.givenNames ? givenAgree(one, other) : null;
  if (given === false) return false;
  const family = one.familyName && other.familyName ? familyAgree(one.familyName, other.familyName) : null;
  if (family === false) return false;
  if (given) return true;
  // one says only the surname: the same birth date must speak for it
  return (
    given === null && family === true && one.dateOfBirth !== null && one.dateOfBirth === other.dateOfBirth
  );
}

/** Nothing, or initials ("GS 02.11.2023"): only the birth date can tell who it is. */
function isUnnamed({ givenNames, familyName }: Person): boolean {
  return familyName === null && (givenNames === null || /^\p{Lu}{1,3}$/u.test(givenNames));
}

function givenAgree(one: Person, other: Person): boolean {
  const names = ({ givenNames, knownAs }: Person) => [givenNames, knownAs].filter((name) => name !== null);
  return names(one).some((name) => names(other).some((another) => sameGiven(name, another)));
}

function familyAgree(one: string, other: string): boolean {
  const [first, second] = [plainName(one), plainName(other)];
  if (first.length === 1 || second.length === 1) return first[0] === second[0];
  return first === second || first.endsWith(` ${second}`) || second.endsWith(` ${first}`);
}

/** Takes from `other` what `person` lacks. */
export function absorb(person: Person, other: Person): void {
  const sameFamily =
    person.familyName !== null &&
    other.familyName !== null &&
    plainName(person.familyName) === plainName(other.familyName);
  const longer = (one: string | null, another: string | null) =>
    one !== null && (another === null || one.length > another.length);
  if (isUnnamed(person)) person.givenNames = null;
  const sameFirst =
    person.givenNames !== null && other.givenNames !== null && sameGiven(person.givenNames, other.givenNames);
  if (
    person.givenNames === null ||
    (sameFamily && sameFirst && longer(other.givenNames, person.givenNames))
  ) {
    person.givenNames = other.givenNames ?? person.givenNames;
  }
  if (
    person.familyName === null ||
    (other.givenNames !== null && longer(other.familyName, person.familyName))
  ) {
    person.familyName = other.familyName ?? person.familyName;
  }
  if (other.givenNames && person.givenNames && !sameGiven(person.givenNames, other.givenNames))
    person.knownAs ??= other.givenNames;
  person.knownAs ??= other.knownAs;
  person.dateOfBirth ??= other.dateOfBirth;
  if (person.dateOfBirth === null) {
    person.dateOfBirthWritten ??= other.dateOfBirthWritten;
    person.expectedOn ??= other.expectedOn;
  } else person.expectedOn = null;
  person.age ??= other.age;
  person.sex ??= other.sex;
  person.nhsNumber ??= other.nhsNumber;
  person.otherIds = [...new Set([...person.otherIds, ...other.otherIds])];
  if (person.address === null || (person.postcode === null && other.postcode !== null)) {
    person.address = other.address ?? person.address;
    person.postcode = other.postcode ?? person.postcode;
  }
  person.school ??= other.school;
  for (const name of other.parents) person.parents = addName(person.parents, name);
  for (const name of other.siblings) person.siblings = addName(person.siblings, name);
  person.subjectOfMail ||= other.subjectOfMail;
}

export function fullName(person: Person): string {
  return [person.givenNames, person.familyName].filter((name) => name !== null).join(" ");
}
