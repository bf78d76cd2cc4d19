import type { Instant } from "../time.ts";
import { findDates } from "./dates.ts";
import { birthdaysSaid } from "./days-without-year.ts";
import { findPeople } from "./find-people.ts";
import { besideNameBoxes, readPairs } from "./form-pairs.ts";
import { readFormPeople } from "./form-people.ts";
import { findAddresses, findNhsNumbers, findUpns } from "./identifiers.ts";
import { kinIn } from "./kin-in-text.ts";
import type { FormField, PersonMention } from "./mail.ts";
import { isNameWord, plainName, readName } from "./names.ts";
import { namesGiven } from "./names-given.ts";
import { namesSpokenOf, sentenceNames, shareFamilyNames } from "./names-in-text.ts";
import { ageIn, readPeople } from "./people-in-box.ts";
import {
  absorb,
  addName,
  fullName,
  isAdult,
  isSame,
  newPerson,
  type Person,
  type Said,
  said,
  setBirth,
} from "./person.ts";
import type { ReadMailPolicy } from "./policy.ts";

/** A text to look for people in. */
export interface PeopleSource {
  readonly text: string;
  readonly fields: readonly FormField[];
  readonly where: string;
  /** "quoted": of an earlier mail; "subject": its words name people without more. */
  readonly kind: "content" | "quoted" | "subject";
}

export interface People {
  readonly children: readonly PersonMention[];
  readonly adults: readonly PersonMention[];
}

/** Everybody whom the texts of a mail name, each once, with all that is said of them. Children the mail is about first. */
export function readPeopleOf(
  sources: readonly PeopleSource[],
  receivedAt: Instant,
  policy: ReadMailPolicy,
): People {
  const children: Person[] = [];
  const adults: Person[] = [];
  const everything = sources
    .filter(({ kind }) => kind !== "subject")
    .map(({ text }) => text)
    .join("\n");
  const ordered = [...sources].sort((one, other) => RANK[one.kind] - RANK[other.kind]);
  for (const source of ordered) {
    const saidIn = said(source.where, receivedAt);
    const own = readSource(source, saidIn, policy);
    if (source.kind === "subject") {
      own.children.push(
        ...subjectNames(source.text, everything, children, [...adults, ...own.adults], saidIn),
      );
    }
    const hadOwn = children.some((child) => child.subjectOfMail);
    for (const person of own.children) {
      // what only the quote names is what the mail is about where the new words name nobody
      if (source.kind === "quoted" && hadOwn) person.subjectOfMail = false;
      join(children, person);
    }
    for (const person of own.adults) join(adults, person);
  }
  homeForAll(ordered, children);
  for (const source of ordered) birthsInOrder(source.text, children, said(source.where, receivedAt));
  const parents = adults.filter(({ role }) => PARENTAL.has(role));
  const severalHomes = new Set(children.flatMap(({ postcode }) => postcode ?? [])).size > 1;
  return {
    children: children
      .filter(
        (child) =>
          !adults.some(
            (adult) =>
              isSame(child, adult) && fullName(child) === fullName(adult) && child.dateOfBirth === null,
          ),
      )
      .map((child) =>
        withParents(child, severalHomes ? parents.filter((parent) => sharesFamily(child, parent)) : parents),
      )
      .sort((one, other) => Number(other.subjectOfMail) - Number(one.subjectOfMail)),
    adults,
  };
}

/** Children without an address live at the first that the mail gives at all. */
function homeForAll(sources: readonly PeopleSource[], children: readonly Person[]): void {
  if (children.every(({ address }) => address !== null)) return;
  const found = sources.flatMap(({ text }) => findAddresses(text)).filter(({ address }) => address !== "");
  // several families in one mail: no home is everybody's
  if (new Set(children.flatMap(({ postcode }) => postcode ?? [])).size > 1) return;
  const home = found.find(({ postcode }) => postcode !== null) ?? found[0];
  for (const child of children) {
    if (child.address !== null || !home) continue;
    child.address = home.address;
    child.postcode ??= home.postcode;
  }
}

/** "dob's are 20/06/2013 and 09/12/2016": as many births as named children without one, in their order. */
function birthsInOrder(text: string, children: readonly Person[], saidIn: Said): void {
  const lacking = children.filter(({ dateOfBirth, subjectOfMail }) => dateOfBirth === null && subjectOfMail);
  const at = /\b(?:dob'?s|d\.o\.b\.?s|dates of birth)\b/i.exec(text)?.index;
  if (at === undefined || lacking.length < 2) return;
  const dates = findDates(text.slice(at, at + 30 + 16 * lacking.length), saidIn.receivedOn);
  if (dates.length === lacking.length)
    for (const [index, child] of lacking.entries())
      setBirth(child, dates[index] as (typeof dates)[number], saidIn);
}

const RANK = { content: 0, subject: 1, quoted: 2 } as const;
const PARENTAL = new Set(["mother", "father", "parent", "carer", "step-parent"]);

function sharesFamily(child: Person, parent: Person): boolean {
  const words = new Set(plainName(child.familyName ?? "").split(" "));
  return plainName(parent.familyName ?? "")
    .split(" ")
    .some((word) => word !== "" && words.has(word));
}

function withParents(child: Person, parents: readonly Person[]): Person {
  if (child.parents.length === 0)
    for (const parent of parents)
      if (fullName(parent) !== "") child.parents = addName(child.parents, fullName(parent));
  return child;
}

function join(people: Person[], person: Person): void {
  const known = people.find((other) => isSame(other, person));
  if (known) absorb(known, person);
  else people.push(person);
}

function readSource(
  source: PeopleSource,
  saidIn: Said,
  policy: ReadMailPolicy,
): { children: Person[]; adults: Person[] } {
  const pairs = readPairs(source.text, source.fields, source.where);
  const form = readFormPeople(pairs, saidIn, policy);
  const grownUp = form.children.filter((person) => isAdult(person, saidIn));
  const onlyOne = grownUp.length === form.children.length && grownUp.every(({ age }) => age === null);
  // a form's "patient" may be the parent; alone, whoever the form is about stays
  const children = onlyOne ? [...form.children] : form.children.filter((person) => !grownUp.includes(person));
  const adults = [...form.adults];
  if (!onlyOne) for (const person of grownUp) join(adults, { ...person, role: "adult" });
  for (const { person } of findPeople(besideNameBoxes(source.text, source.fields), saidIn)) {
    const grown = adults.find((adult) => isSame(adult, person));
    if (grown) absorb(grown, person);
    else if (isAdult(person, saidIn)) join(adults, person);
    else {
      // a child that the form names as a sibling stays one, however often the text names it
      const known = children.find((child) => isSame(child, person));
      if (known) person.subjectOfMail = known.subjectOfMail;
      join(children, person);
    }
  }
  for (const { name, age, sex } of namesGiven(source.text)) {
    const person: Person = { ...newPerson(name, "child", saidIn.where), age, sex };
    if (!adults.some((adult) => isSame(adult, person))) join(children, person);
  }
  for (const { child, role, name, apart } of kinIn(source.text)) {
    const read = readName(name);
    if (!read) continue;
    const person = newPerson(read, role, saidIn.where);
    if (child) {
      if (apart) person.subjectOfMail = false;
      if (!adults.some((adult) => isSame(adult, person))) join(children, person);
    } else if (!children.some((other) => isSame(other, person) && other.dateOfBirth !== null)) {
      person.subjectOfMail = false;
      join(adults, person);
    }
  }
  joinNameless(children);
  if (children.length === 0)
    for (const name of sentenceNames(source.text)) join(children, newPerson(name, "child", saidIn.where));
  if (children.length === 0)
    for (const name of namesSpokenOf(source.text)) {
      const person = newPerson(name, "child", saidIn.where);
      if (!adults.some((adult) => isSame(adult, person))) join(children, person);
    }
  shareFamilyNames(source.text, children);
  birthdaysSaid(source.text, children, saidIn);
  place(source.text, children);
  return { children, adults: adults.map((adult) => ({ ...adult, subjectOfMail: false })) };
}

/** Boxes of a child whose name stands elsewhere in the text belong to the one child that is named. */
function joinNameless(children: Person[]): void {
  const [nameless, ...others] = children.filter((child) => fullName(child) === "");
  const [named, ...more] = children.filter((child) => fullName(child) !== "" && child.subjectOfMail);
  if (!nameless || !named || others.length > 0 || more.length > 0) return;
  const born = ({ dateOfBirth, expectedOn }: Person) => dateOfBirth ?? expectedOn;
  const differ = (one: string | null, other: string | null) => one && other && one !== other;
  if (differ(born(nameless), born(named)) || differ(nameless.nhsNumber, named.nhsNumber)) return;
  absorb(named, nameless);
  children.splice(children.indexOf(nameless), 1);
}

/** Gives children the address, numbers, school and year that stand with them in running text. */
function place(text: string, children: readonly Person[]): void {
  if (children.length === 0) return;
  const [first, ...rest] = findAddresses(text).filter(
    ({ address, postcode }) => address !== "" || postcode !== null,
  );
  const all = first === undefined ? [] : [first, ...rest];
  const common = all.find((found) => found.postcode && found.address !== "") ?? first;
  for (const child of children) {
    const home = all.length < 2 ? common : (addressBehind(child, text, all) ?? common);
    if (child.address !== null || !home) continue;
    child.address = home.address || null;
    child.postcode ??= home.postcode;
  }
  numbersFor(text, children);
  const upns = findUpns(text).filter(({ valid }) => valid);
  if (upns.length === 1 && children.length === 1 && children[0])
    children[0].otherIds = [...new Set([...children[0].otherIds, (upns[0] as { value: string }).value])];
  const school = SCHOOL.exec(text)?.[1];
  const [only] = children;
  if (children.length === 1 && only) {
    only.school ??= school ?? null;
    only.age ??= only.dateOfBirth === null ? ageIn(yearNear(text)) : null;
  }
}

/** The first address behind the child's name in the same notice: nothing else is said between of another child. */
function addressBehind(
  child: Person,
  text: string,
  addresses: readonly ReturnType<typeof findAddresses>[number][],
): ReturnType<typeof findAddresses>[number] | null {
  const name = child.givenNames?.split(" ")[0];
  const at = name ? text.indexOf(name) : -1;
  if (at < 0) return null;
  return addresses.find(({ index }) => index > at && index - at <= NOTICE) ?? null;
}

/** Characters in which a notice says who and where. */
const NOTICE = 400;

/** As many NHS numbers as children without one, in their order; else each with the child last named before it in its line. */
function numbersFor(text: string, children: readonly Person[]): void {
  const numbers = findNhsNumbers(text).filter(
    ({ valid, value }) => valid && !children.some(({ nhsNumber }) => nhsNumber === value),
  );
  const lacking = children.filter(({ nhsNumber, subjectOfMail }) => nhsNumber === null && subjectOfMail);
  if (numbers.length === lacking.length) {
    for (const [index, child] of lacking.entries()) child.nhsNumber = numbers[index]?.value ?? null;
    return;
  }
  for (const { value, index } of numbers) {
    const line =
      text
        .slice(Math.max(0, index - 120), index)
        .split("\n")
        .at(-1) ?? "";
    const before = plainName(line);
    const [nearest] = lacking
      .flatMap((child) => {
        const at = before.lastIndexOf(plainName(child.givenNames ?? child.familyName ?? ""));
        return at >= 0 && (child.givenNames ?? child.familyName) !== null ? [{ child, at }] : [];
      })
      .sort((one, other) => other.at - one.at);
    if (nearest && nearest.child.nhsNumber === null) nearest.child.nhsNumber = value;
  }
}

const SCHOOL =
  /\b((?:[\p{Lu}][\p{L}'’.-]{1,20} ){1,4}(?:Primary|Junior|Infants?|Academy|High|Secondary|School|College|Nursery|Grammar|Federation)(?: (?:School|Academy|College|Federation))?)\b/u;

function yearNear(text: string): string {
  return /\b(?:year|yr) \d{1,2}\b/i.exec(text)?.[0] ?? "";
}

/**
 * Names of a subject line: given name and surname of someone the text speaks of too ("Harvey Stokes - dad's messages",
 * "Zayd & Zayn Iqbal - left at home"), or part of the name of a child found there. Where the text names no child, a
 * subject that is a full name counts by itself.
 */
function subjectNames(
  subject: string,
  everything: string,
  children: readonly Person[],
  adults: readonly Person[],
  saidIn: Said,
): Person[] {
  const spoken = ` ${plainName(everything)} `;
  // who writes no capitals writes none in names
  const capitals = everything.match(/\p{Lu}/gu)?.length ?? 0;
  const asNames = capitals * 100 < everything.length ? spoken : capitalisedWords(everything);
  const says = (name: string | null) =>
    name !== null && name.length > 1 && asNames.includes(` ${plainName(name).split(" ")[0]} `);
  const people: Person[] = [];
  for (const segment of subject.split(/\s[-–|:]\s|:\s|[,;([\])/]|\s{2,}/)) {
    const bare = segment
      .replace(/\b(?:Y|Yr|Year) ?\d.*$/, "")
      .replace(/\d.*$/, "")
      .trim();
    if (bare === "" || bare.split(" ").length > 7) continue;
    const capital =
      bare === bare.toLowerCase()
        ? bare.replace(/(?:^| )\p{Ll}/gu, (letter) => letter.toUpperCase())
        : // "Bertie again"
          bare.replace(/(?: (?!(?:de|da|van|von|der|den|al|el|bin|la|le|dos)\b)\p{Ll}+)+$/u, "");
    for (const person of readPeople(capital, "child", saidIn, null)) {
      if (adults.some((adult) => isSame(adult, person))) continue;
      const known = children.some((child) => isSame(child, person));
      const full = (person.givenNames?.length ?? 0) > 1 && (person.familyName?.length ?? 0) > 1;
      const spokenOf = says(person.givenNames) || says(person.familyName);
      // "Autumn Fayre" is no child, unless the text names one
      const plainly = /^\p{Lu}/u.test(bare) && isNameWord(person.givenNames?.split(" ")[0] ?? "");
      if (known || (full && (spokenOf || (children.length === 0 && plainly)))) people.push(person);
    }
  }
  return people;
}

/** The words that a text writes with a capital, between spaces. */
function capitalisedWords(text: string): string {
  return ` ${[...text.matchAll(/(?<![\p{L}'’-])\p{Lu}[\p{L}'’-]*/gu)].map(([word]) => plainName(word)).join(" ")} `;
}
