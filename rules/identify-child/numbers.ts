import { editDistance } from "./fold.ts";

/** The ten digits of a valid NHS number, else null (IN-07: modulus 11, no ten equal digits). */
export function nhsNumber(written: string | null): string | null {
  const digits = nhsDigits(written);
  if (digits === null || /^(\d)\1{9}$/.test(digits)) return null;
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]) ? digits : null;
}

/** Ten digits without spaces and hyphens, valid or not: a mistyped number is still nearly the right one. */
export function nhsDigits(written: string | null): string | null {
  if (!written) return null;
  const digits = written.replace(/[\s\u00a0-]/g, "");
  return /^\d{10}$/.test(digits) ? digits : null;
}

/** UPN or case id as compared: upper case, no spaces or hyphens. Empty where there is nothing. */
export function opaqueId(written: string): string {
  return written.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** Pupil number by its form: a letter and twelve digits, or the temporary form that ends in a letter. */
export function looksLikeUpn(id: string): boolean {
  return /^[A-Z]\d{11}[\dA-Z]$/.test(id);
}

export type NumberLevel = "exact" | "one digit off" | "else";

/**
 * null: nothing to compare. A number whose check digit is wrong can be exact or one digit off, but is never
 * held against anybody.
 */
export function compareNhs(mention: string | null, record: string | null): NumberLevel | null {
  const said = nhsDigits(mention);
  const known = nhsDigits(record);
  if (!said || !known) return null;
  if (said === known) return "exact";
  if (editDistance(said, known, 2) === 1) return "one digit off";
  return nhsNumber(said) && nhsNumber(known) ? "else" : null;
}

/** Ids are opaque: one in common says much; none in common says something only of two pupil numbers. */
export function compareIds(
  mention: readonly string[],
  record: readonly string[],
): "exact" | "one character off" | "else" | null {
  const said = mention.map(opaqueId).filter((id) => id.length >= 4);
  const known = record.map(opaqueId).filter((id) => id.length >= 4);
  if (said.length === 0 || known.length === 0) return null;
  if (said.some((id) => known.includes(id))) return "exact";
  const upns = (ids: string[]) => ids.filter(looksLikeUpn);
  if (said.some((id) => id.length >= 7 && known.some((other) => editDistance(id, other, 2) === 1))) {
    return "one character off";
  }
  return upns(said).length > 0 && upns(known).length > 0 ? "else" : null;
}
