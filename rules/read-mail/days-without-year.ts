import { addDays, isPlainDate, type PlainDate } from "../time.ts";
import { MONTH, monthOf } from "./dates.ts";
import type { Person, Said } from "./person.ts";

const BIRTHDAY = new RegExp(
  `\\bbirthday(?:['’]?s| is| was)?(?: on| the)*,? {0,2}(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?! ?\\d{4})`,
  "i",
);
/** Characters behind a name in which its birthday is said. */
const NEAR = 140;

/** "Tobias, he says he is 5, birthday 14th February": an age and a birthday make a birth date. Changes `children`. */
export function birthdaysSaid(text: string, children: readonly Person[], { receivedOn }: Said): void {
  if (!BIRTHDAY.test(text)) return;
  const plain = text.toLowerCase();
  for (const child of children) {
    const at = child.givenNames ? plain.indexOf(child.givenNames.toLowerCase()) : -1;
    if (at < 0 || child.age === null || child.dateOfBirth !== null) continue;
    const match = BIRTHDAY.exec(text.slice(at, at + NEAR));
    if (match)
      child.dateOfBirth = bornOn(Number(match[1]), monthOf(match[2] as string), child.age, receivedOn);
  }
}

/** null for a day that is none. */
function bornOn(day: number, month: number, age: number, on: PlainDate): PlainDate | null {
  const written = `${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const year = Number(on.slice(0, 4)) - age - (written > on.slice(5) ? 1 : 0);
  const born = `${year}-${written}`;
  return isPlainDate(born) ? born : null;
}

const EXPECTED = new RegExp(
  `\\b(?:edd|expected date of delivery|baby(?: is|'s)? due(?: on)?)[\\s.:,(-]{0,4}(\\d{1,2})(?:[/.](\\d{1,2})|(?:st|nd|rd|th)?(?: of)? ${MONTH})(?! ?[/.\\d])`,
  "gi",
);
/** A baby may be some weeks late. */
const LATE_DAYS = 30;

/** "EDD 11/6", "baby due 11 June": the next such day, each with where in the text it stands. */
export function expectedDays(text: string, receivedOn: PlainDate): { day: PlainDate; index: number }[] {
  const from = addDays(receivedOn, -LATE_DAYS);
  return [...text.matchAll(EXPECTED)].flatMap((match) => {
    const [whole, day = "", number, name] = match;
    const month = number === undefined ? monthOf(name as string) : Number(number);
    const year = Number(from.slice(0, 4));
    const next = [year, year + 1]
      .map((y) => `${y}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`)
      .find((each) => isPlainDate(each) && each >= from);
    const index = match.index + whole.search(/\d/);
    return next !== undefined && isPlainDate(next) ? [{ day: next, index }] : [];
  });
}
