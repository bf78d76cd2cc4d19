export interface FoundIdentifier {
  /** Digits or letters alone, as compared. */
  readonly value: string;
  readonly written: string;
  readonly index: number;
  readonly valid: boolean;
}

/** Ten digits whose last is the modulus-11 check of the others; ten alike pass it but are none (IN-07). */
export function isNhsNumber(value: string): boolean {
  const digits = value.replace(/[\s-]/g, "");
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += Number(digits[index]) * (10 - index);
  const check = 11 - (sum % 11);
  return check !== 10 && (check === 11 ? 0 : check) === Number(digits[9]);
}

const UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ";

/** Thirteen characters, the first the modulus-23 check of the rest; a temporary one ends in a letter (IN-07). */
export function isUpn(value: string): boolean {
  const upn = value.toUpperCase();
  if (!/^[A-Z]\d{11}[\dA-Z]$/.test(upn)) return false;
  let sum = 0;
  for (let index = 1; index < 13; index++) {
    const char = upn[index] as string;
    const number = /\d/.test(char) ? Number(char) : UPN_LETTERS.indexOf(char);
    if (number < 0) return false;
    sum += number * (index + 1);
  }
  return upn[0] === UPN_LETTERS[sum % 23];
}

/** NHS numbers in a text: whatever has ten digits behind the words "NHS", and unlabelled ones that are valid and grouped. */
export function findNhsNumbers(text: string): FoundIdentifier[] {
  const found: FoundIdentifier[] = [];
  for (const match of text.matchAll(/(?<![\d.])\d{3}([ \u00a0-]?)\d{3}([ \u00a0-]?)\d{4}(?![\d.]\d|\d)/g)) {
    const value = match[0].replace(/\D/g, "");
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    const labelled = /\bnhs\b[^\n]{0,58}$/i.test(before);
    const valid = isNhsNumber(value);
    const grouped = match[1] !== "" && match[2] !== "";
    if (labelled || (valid && grouped && !/^0/.test(value)))
      found.push({ value, written: match[0], index: match.index, valid });
  }
  return found;
}

export function findUpns(text: string): FoundIdentifier[] {
  const found: FoundIdentifier[] = [];
  for (const match of text.matchAll(/(?<![A-Za-z\d])[A-Za-z]\d{11}[\dA-Za-z](?![A-Za-z\d])/g)) {
    const value = match[0].toUpperCase();
    const labelled = /\bupn\b[^\n]{0,30}$/i.test(text.slice(Math.max(0, match.index - 40), match.index));
    if (labelled || isUpn(value))
      found.push({ value, written: match[0], index: match.index, valid: isUpn(value) });
  }
  return found;
}

const POSTCODE = /(?<![A-Za-z\d])(gir ?0aa|[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2})(?![A-Za-z\d])/gi;

/** UK postcodes, also written `B308QD`, as `B30 8QD`. */
export function findPostcodes(text: string): FoundIdentifier[] {
  const found: FoundIdentifier[] = [];
  for (const match of text.matchAll(POSTCODE)) {
    const bare = match[0].replace(/\s/g, "").toUpperCase();
    found.push({
      value: `${bare.slice(0, -3)} ${bare.slice(-3)}`,
      written: match[0],
      index: match.index,
      valid: true,
    });
  }
  return found;
}

const STREET =
  "road|rd|street|st|avenue|ave|lane|ln|close|cl|drive|dr|crescent|cresc|cres|court|ct|grove|gr|place|pl|terrace|tce|ter|way|walk|mews|gardens|gdns|hill|rise|row|view|park|parkway|square|sq|green|bank|fold|croft|mead|meadow|meadows|end|chase|quay|wharf|mount|reach|point|bend|yard|passage|spinney|hollow|glebe|crest|lodge|house|hse|tower|towers|heights|fields|flds|vale|dell|common|parade|circle|path|ridge|brow|loop|field|estate|site|hotel|cottage|cottages|buildings|approach|bridge|brook|copse|dene|gate|grange|heath|island|orchard|priory|side|village|wood|woods|street north|street south";
const ADDRESS = new RegExp(
  `(?:(?:flat|apt|apartment|room|unit|caravan|plot|lower flat|upper flat|ground floor flat|basement flat|top flat|block)\\b\\.?[ ]{0,2}[\\w]{0,6}[, ]{1,2}(?:the )?(?:[\\p{L}'’.-]{2,20}[, ]{1,2}){0,3})?(?<![\\d/.£\\-])\\d{1,4}[a-z]?(?:[-/]\\d{1,4}[a-z]?)?,? (?:(?:[\\p{L}'’-]{1,20}|st\\.) ){0,4}(?:${STREET})\\b\\.?`,
  "giu",
);
const HOUSE =
  /(?:\b(?:flat|apt|apartment|room|unit|caravan|lower flat|upper flat)\b[^\n;|]{2,60}|\b[\p{Lu}][\p{L}'’-]{1,20}(?: [\p{Lu}][\p{L}'’-]{1,20}){0,2} (?:House|Cottage|Lodge|Farm|Court|Hotel|Lane Site)\b[^\n;|]{0,40})$/u;

/** "Lupin House number 6", "Bobbin House, flat 7": the number stands behind. */
const NUMBER_BEHIND =
  /(?<![\p{L}'’-])([\p{Lu}][\p{L}'’-]{1,20} (?:House|Court|Lodge|Tower|Heights|Point|Buildings|Mansions)),? (?:number|no\.?|flat|apartment|apt\.?) (\d{1,4}[a-z]?)\b/gu;

export interface FoundAddress {
  readonly address: string;
  readonly postcode: string | null;
  readonly index: number;
  readonly end: number;
}

/** Addresses in a text: a house and street, with or without postcode; or what leads up to a postcode. */
export function findAddresses(text: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  const postcodes = findPostcodes(text);
  for (const match of text.matchAll(ADDRESS)) {
    const end = match.index + match[0].length;
    if (
      found.some((other) => match.index < other.end) ||
      isNoAddress(match[0], text.slice(Math.max(0, match.index - 12), match.index))
    )
      continue;
    // a postcode behind it, with a district or a town at most between
    const postcode = postcodes.find(
      ({ index }) =>
        index >= end &&
        index - end <= 60 &&
        !/[\n;]/.test(text.slice(end, index)) &&
        !/\d/.test(text.slice(end, index)),
    );
    const whole = postcode ? text.slice(match.index, postcode.index) : match[0];
    const start = startOf(text, match.index);
    found.push({
      address: tidy(start < match.index ? text.slice(start, match.index) + whole : whole),
      postcode: postcode?.value ?? null,
      index: start,
      end: postcode ? postcode.index + postcode.written.length : end,
    });
  }
  for (const { index, 0: whole, 1: house = "", 2: number = "" } of text.matchAll(NUMBER_BEHIND)) {
    if (found.some((other) => index < other.end && index + whole.length > other.index)) continue;
    found.push({ address: `Flat ${number}, ${house}`, postcode: null, index, end: index + whole.length });
  }
  for (const postcode of postcodes) {
    if (found.some(({ index, end }) => postcode.index >= index && postcode.index < end)) continue;
    const line = text.slice(
      Math.max(0, postcode.index - 120, text.lastIndexOf("\n", postcode.index) + 1),
      postcode.index,
    );
    const house = HOUSE.exec(line.replace(/[\s,]+$/, ""));
    const numbered = /(?:^|[\s,(])(\d{1,4}[a-z]? [^\d\n;|:]{2,70})$/i.exec(line.replace(/[\s,]+$/, ""));
    const address = house?.[0] ?? numbered?.[1] ?? "";
    found.push({
      address: tidy(address),
      postcode: postcode.value,
      index: postcode.index - address.length,
      end: postcode.index + postcode.written.length,
    });
  }
  return found.sort((one, other) => one.index - other.index);
}

/** "Year 4 Bordesley Village Primary", "2020, Church Cottage", "10 lives Ladypool Yard". */
function isNoAddress(written: string, before: string): boolean {
  return (
    /\b(?:year|yr|aged?|page|log|unit no|day|section|stage|form|grade|level|ward|tier) $/i.test(before) ||
    /^(?:19|20)\d{2},/.test(written) ||
    // "12, birthday is St Patrick's Day"
    /^\S+ (?:\S+ ){0,4}(?:is|was|are|were|has|had|born|birthday|who|which|because|but)\b/i.test(written) ||
    /^\S+ (?:lives|living|years?|yrs|months|weeks|days|children|kids|people|in|at|on|of|and|or|to|was|is|mins?|minutes|hours)\b/i.test(
      written,
    )
  );
}

/** A flat or house name that stands before the number. */
function startOf(text: string, index: number): number {
  const before = text.slice(Math.max(0, index - 60, text.lastIndexOf("\n", index - 1) + 1), index);
  const named =
    /(?:^|[\s,;(])((?:(?:flat|apt|apartment|room|unit|caravan|lower flat|upper flat)\b[^,;\n|]{0,30}|[\p{Lu}][\p{L}'’-]{1,20} (?:Cottage|House|Court|Lodge|Tower|Heights|Buildings)),? )$/iu.exec(
      before,
    );
  return named ? index - (named[1] as string).length : index;
}

function tidy(address: string): string {
  return address.replace(/\s+/g, " ").replace(/^[\s,;:(-]+|[\s,;:.(-]+$/g, "");
}
