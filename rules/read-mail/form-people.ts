import { findDates, readDate } from "./dates.ts";
import { sexIn } from "./find-people.ts";
import type { Pair } from "./form-pairs.ts";
import { findAddresses, findNhsNumbers, findPostcodes } from "./identifiers.ts";
import type { LabelKind } from "./labels.ts";
import { ageIn, readPeople } from "./people-in-box.ts";
import { addName, expectOn, fullName, newPerson, type Person, type Said, setBirth } from "./person.ts";
import type { ReadMailPolicy } from "./policy.ts";
import { isNoValue, isPointer } from "./values.ts";

export interface FormPeople {
  readonly children: Person[];
  readonly adults: Person[];
}

const CHILD_NAME = new Set<LabelKind>(["child", "child given name", "child family name"]);
const ADULT_ROLES: Partial<Record<LabelKind, string>> = {
  mother: "mother",
  father: "father",
  parent: "parent",
  carer: "carer",
  "alleged source": "alleged source of harm",
  adult: "adult",
};

/** The children and adults that the boxes of a form name, each with the boxes that belong to it. */
export function readFormPeople(pairs: readonly Pair[], saidIn: Said, policy: ReadMailPolicy): FormPeople {
  const children: Person[] = [];
  const adults: Person[] = [];
  const numbered = new Map<string, Person>();
  /** Boxes given once for all children of the form. */
  const shared: Partial<Pick<Person, "address" | "postcode" | "school">> = {};
  let current: Person | null = null;
  let adult: Person | null = null;
  let row: string | null = null;

  const childFor = (pair: Pair): Person => {
    const nth = pair.label.nth;
    const known = nth === null ? undefined : numbered.get(nth);
    if (known) return known;
    if (!current || (nth !== null && numbered.size > 0)) {
      current = newPerson(null, "child", pair.where);
      children.push(current);
      if (nth !== null) numbered.set(nth, current);
    }
    return current;
  };
  const begin = (person: Person, nth: string | null) => {
    children.push(person);
    current = person;
    adult = null;
    if (nth !== null) numbered.set(nth, person);
  };

  for (const pair of pairs) {
    const { kind, nth } = pair.label;
    if (pair.row !== row) {
      row = pair.row;
      if (row !== null) current = null;
      adult = null;
    }
    if (isPointer(pair.value, policy)) {
      const above = children.at(-2);
      if (current && above) pointAt(current, above, kind);
      continue;
    }
    if (isNoValue(pair.value, policy)) continue;
    if (CHILD_NAME.has(kind)) {
      if (kind === "child") {
        const people = readPeople(
          pair.value,
          "child",
          { ...saidIn, where: pair.where },
          children.at(-1)?.familyName ?? null,
        );
        const open: Person | null = current;
        // "Child 2: surname …" after a box of child 2, or one table row's name after its birth date
        if (
          people.length === 1 &&
          open &&
          nth === null &&
          open.givenNames === null &&
          open.familyName === null &&
          open.dateOfBirth !== null
        ) {
          nameIt(open, people[0] as Person);
        } else if (people.length === 1 && nth !== null && numbered.has(nth))
          nameIt(numbered.get(nth) as Person, people[0] as Person);
        else for (const person of people) begin(person, people.length === 1 ? nth : null);
      } else {
        const value = pair.value.split("\n")[0]?.trim() ?? "";
        const half = kind === "child given name" ? "givenNames" : "familyName";
        const open: Person | null = nth === null ? current : (numbered.get(nth) ?? null);
        const person: Person = open && open[half] === null ? open : newPerson(null, "child", pair.where);
        person[half] = value.slice(0, 80);
        if (person !== open) begin(person, nth);
      }
      continue;
    }
    const role = ADULT_ROLES[kind];
    if (role) {
      for (const person of readPeople(
        pair.value,
        role,
        { ...saidIn, where: pair.where },
        children[0]?.familyName ?? null,
      )) {
        if (
          kind === "carer" &&
          /^\s*(?:mum|mother|dad|father|parents|both)\b/i.test(pair.value) &&
          person.givenNames === null
        )
          continue;
        const said = roleIn(pair.value, person);
        person.role = said ?? role;
        person.subjectOfMail = false;
        adults.push(person);
        adult = person;
      }
      continue;
    }
    switch (kind) {
      case "date of birth":
      case "expected date": {
        const dates = findDates(pair.value, saidIn.receivedOn);
        const one = readDate(pair.value, saidIn.receivedOn);
        if (!one) {
          if (/\d/.test(pair.value)) (adult ?? childFor(pair)).dateOfBirthWritten = pair.value.slice(0, 60);
          break;
        }
        const waiting = children.filter(
          ({ dateOfBirth, dateOfBirthWritten }) => dateOfBirth === null && dateOfBirthWritten === null,
        );
        if (dates.length > 1 && waiting.length === dates.length)
          for (const [index, person] of waiting.entries())
            setBirth(person, dates[index] as (typeof dates)[number], saidIn);
        else {
          const person: Person =
            adult && nth === null && adult.dateOfBirth === null && current?.dateOfBirth
              ? adult
              : birthOwner(childFor(pair), nth, children, numbered, pair);
          setBirth(person, one, saidIn);
          if (kind === "expected date") expectOn(person, one.written, saidIn);
        }
        break;
      }
      case "known as": {
        const name = pair.value.split("\n")[0]?.trim().slice(0, 40) ?? "";
        const person = childFor(pair);
        person.knownAs ??= name;
        break;
      }
      case "sex": {
        const sex = sexIn(pair.value);
        if (sex) childFor(pair).sex ??= sex;
        break;
      }
      case "age":
      case "year group": {
        const age = ageIn(kind === "age" ? `aged ${pair.value}` : `year ${pair.value}`);
        if (age !== null) childFor(pair).age ??= age;
        break;
      }
      case "nhs number": {
        const numbers = findNhsNumbers(`NHS ${pair.value}`);
        const valid = numbers.filter((number) => number.valid);
        if (numbers.length > 1 && numbers.length === children.length) {
          for (const [index, number] of numbers.entries())
            if (number.valid) (children[index] as Person).nhsNumber = number.value;
        } else if (valid[0]) childFor(pair).nhsNumber ??= valid[0].value;
        break;
      }
      case "upn":
      case "case id": {
        const person = childFor(pair);
        for (const id of pair.value
          .split(/[\s,;/]+/)
          .filter((word) => /\d/.test(word))
          .slice(0, 5))
          person.otherIds = [...new Set([...person.otherIds, id.toUpperCase()])];
        break;
      }
      case "address":
      case "postcode": {
        const place = addressIn(pair.value);
        if (adult && children.length > 0 && shared.address) break;
        const owner: Person | null = row !== null || nth !== null ? childFor(pair) : current;
        if (owner && (row !== null || nth !== null)) {
          owner.address ??= place.address;
          owner.postcode ??= place.postcode;
        } else {
          shared.address ??= place.address;
          shared.postcode ??= place.postcode;
        }
        break;
      }
      case "school": {
        const school = pair.value.split("\n")[0]?.slice(0, 120) ?? "";
        const age = ageIn(school);
        if (row !== null || nth !== null) {
          const person = childFor(pair);
          person.school ??= school;
          person.age ??= age;
        } else {
          shared.school ??= school;
          if (age !== null && children.length === 1) (children[0] as Person).age ??= age;
        }
        break;
      }
      case "sibling": {
        const people = readPeople(
          pair.value,
          "child",
          { ...saidIn, where: pair.where },
          children[0]?.familyName ?? null,
        );
        for (const person of people) {
          person.subjectOfMail = false;
          for (const child of children.filter((other) => other.subjectOfMail))
            child.siblings = addName(child.siblings, fullName(person));
          children.push(person);
        }
        current = children.find((child) => child.subjectOfMail) ?? null;
        break;
      }
    }
  }
  for (const child of children) {
    if (child.address === null && child.postcode === null) {
      child.address = shared.address ?? null;
      child.postcode = shared.postcode ?? null;
    }
    child.school ??= shared.school ?? null;
    for (const person of adults) {
      if (["mother", "father", "parent", "carer"].includes(person.role) && fullName(person) !== "")
        child.parents = addName(child.parents, fullName(person));
    }
  }
  // a box of a form that names nobody is no child
  return {
    children: children.filter(
      (child) => fullName(child) !== "" || child.dateOfBirth || child.expectedOn || child.nhsNumber,
    ),
    adults,
  };
}

function nameIt(person: Person, name: Person): void {
  person.givenNames = name.givenNames;
  person.familyName ??= name.familyName;
  person.knownAs ??= name.knownAs;
  person.dateOfBirth ??= name.dateOfBirth;
}

/** A second birth date without a new name belongs to the next child of the form that has none. */
function birthOwner(
  person: Person,
  nth: string | null,
  children: readonly Person[],
  numbered: Map<string, Person>,
  pair: Pair,
): Person {
  if (person.dateOfBirth === null || nth !== null) return person;
  const waiting = children.find(({ dateOfBirth, expectedOn }) => dateOfBirth === null && expectedOn === null);
  if (waiting) return waiting;
  const other = newPerson(null, "child", pair.where);
  if (nth !== null) numbered.set(nth, other);
  return other;
}

function pointAt(person: Person, above: Person, kind: LabelKind): void {
  if (kind === "address" || kind === "postcode") {
    person.address ??= above.address;
    person.postcode ??= above.postcode;
  } else if (kind === "school") person.school ??= above.school;
  else if (kind === "child family name" || kind === "child") person.familyName ??= above.familyName;
}

export function addressIn(value: string): { address: string | null; postcode: string | null } {
  const oneLine = value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, 6)
    .join(", ");
  const postcode = findPostcodes(oneLine)[0];
  const before = postcode ? oneLine.slice(0, postcode.index) : oneLine;
  const cut = before.split(/\.\s|\s\(since|\bpreviously\b/i)[0] ?? "";
  const address = cut.replace(/^[\s,;:-]+|[\s,;:(-]+$/g, "").slice(0, 160);
  const found = address === "" ? findAddresses(oneLine)[0] : undefined;
  return { address: address === "" ? (found?.address ?? null) : address, postcode: postcode?.value ?? null };
}

const KINS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:mother|mum|mom|mam|mummy)\b/i, "mother"],
  [/\b(?:father|dad|daddy)\b/i, "father"],
  [/\b(?:step-?mum|step-?mother|step-?dad|step-?father)\b/i, "step-parent"],
  [/\b(?:nan|nana|gran|granny|grandma|grandmother|grandad|grandfather|grandparents?)\b/i, "grandparent"],
  [/\b(?:partner|boyfriend|girlfriend|husband|wife)\b/i, "partner"],
];

function roleIn(value: string, person: Person): string | null {
  const line =
    value.split(/[\n;]/).find((each) => person.givenNames !== null && each.includes(person.givenNames)) ??
    value;
  const named = KINS.filter(([words]) => words.test(line));
  return named.length === 1 ? (named[0]?.[1] ?? null) : null;
}
