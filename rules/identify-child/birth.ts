import { daysBetween, type PlainDate } from "../time.ts";
import type { LevelOf } from "./policy.ts";

/** "partly equal": two digits differ, or one of day, month and year. */
export function compareBirth(said: PlainDate, known: PlainDate): LevelOf<"birth"> {
  if (said === known) return "exact";
  const [sy, sm, sd] = parts(said);
  const [ky, km, kd] = parts(known);
  if (sy === ky && sm === kd && sd === km) return "day and month swapped";
  const wrong = wrongDigits(said, known);
  if (wrong === 1 || neighboursSwapped(said, known)) return "one digit off";
  if (wrong === 2) return "partly equal";
  const equal = Number(sy === ky) + Number(sm === km) + Number(sd === kd);
  return equal >= 2 ? "partly equal" : "else";
}

/** Whole years lived on a day; negative before birth. */
export function ageOn(born: PlainDate, day: PlainDate): number {
  const [by, bm, bd] = parts(born);
  const [y, m, d] = parts(day);
  const hadBirthday = m > bm || (m === bm && d >= bd);
  return Number(y) - Number(by) - (hadBirthday ? 0 : 1);
}

export function compareAge(said: number, born: PlainDate, day: PlainDate): LevelOf<"age"> {
  const off = Math.abs(ageOn(born, day) - said);
  if (off === 0) return "fits";
  return off === 1 ? "a year off" : "else";
}

/** MAT-04: an expected date and a birth (or another expected date) within 21 days of each other. */
export function compareExpected(expected: PlainDate, born: PlainDate): LevelOf<"expected"> {
  return Math.abs(daysBetween(expected, born)) <= 21 ? "within 21 days" : "else";
}

function parts(day: PlainDate): [year: string, month: string, day: string] {
  return [day.slice(0, 4), day.slice(5, 7), day.slice(8, 10)];
}

function wrongDigits(a: string, b: string): number {
  let wrong = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) wrong++;
  return wrong;
}

function neighboursSwapped(a: string, b: string): boolean {
  if (wrongDigits(a, b) !== 2) return false;
  const digitsA = a.replaceAll("-", "");
  const digitsB = b.replaceAll("-", "");
  for (let i = 0; i + 1 < digitsA.length; i++) {
    if (digitsA[i] !== digitsB[i]) return digitsA[i] === digitsB[i + 1] && digitsA[i + 1] === digitsB[i];
  }
  return false;
}
