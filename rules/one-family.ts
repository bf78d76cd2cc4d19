import { familyTokens, fold, nameTokens } from "./identify-child/fold.ts";
import type { FormField, MailContent, MailPart } from "./read-mail/mail.ts";
import type { Person } from "./records.ts";
import type { Situation } from "./situation.ts";

/** One of several unrelated families of a mail (GAP-11). */
export interface Family {
  /** Known children by their ids, others as the mail names them. */
  readonly children: readonly { readonly personId: string | null; readonly name: string }[];
  /** Words, folded, that stand for this family and for no other of the mail: names and postcodes. */
  readonly marks: readonly string[];
  /** Those of them that are given names: others may be called so too. */
  readonly givenNames: readonly string[];
}

/** Which family of a mail one of its requests is about. */
export interface FamilyPart {
  readonly families: readonly Family[];
  readonly index: number;
}

/** "Kofi Asare (P-61), Ben Lowe (not known)" */
export function sentenceOf(family: Family | undefined): string {
  return (family?.children ?? [])
    .map(({ personId, name }) => (personId === null ? `${name} (not known)` : `${name} (${personId})`))
    .join(", ");
}

type Child = Situation["children"][number];

/** The families of a mail, each with what it is known by; none where there are not two or more. */
export function familiesIn(situation: Situation): Family[] {
  const groups = (situation.families ?? []).map((names) =>
    situation.children.filter((child) => names.includes(child.personId ?? written(child))),
  );
  if (groups.length < 2) return [];
  // A child whom several fit stands with the family of its name, or alone: nobody is left out.
  for (const child of situation.children.filter(({ verdict }) => verdict === "several")) {
    const name = fold(child.mention.familyName ?? "");
    const kin = groups.find((group) => group.some((one) => fold(one.mention.familyName ?? "") === name));
    if (kin && name !== "") kin.push(child);
    else groups.push([child]);
  }
  const words = groups.map((group) => wordsOf(group, situation));
  return groups.map((group, index) => {
    const marks = [...(words[index]?.keys() ?? [])].filter((word) =>
      words.every((others, at) => at === index || !others.has(word)),
    );
    return {
      children: group.map((child) => ({ personId: child.personId, name: nameOf(child, situation) })),
      marks,
      givenNames: marks.filter((word) => words[index]?.get(word) === "given"),
    };
  });
}

function written({ mention }: Child): string {
  return (
    [mention.givenNames, mention.familyName].filter((part) => part !== null).join(" ") || "unnamed child"
  );
}

function nameOf(child: Child, { people }: Situation): string {
  const person = child.personId === null ? undefined : people.get(child.personId);
  return person ? `${person.givenNames} ${person.familyName}`.trim() : written(child);
}

/** What its children, and those of their home or name, are called in the records and in the mail. */
function wordsOf(group: readonly Child[], { people, relatives }: Situation): Map<string, "given" | "family"> {
  const known = group.flatMap(({ personId }) => (personId === null ? [] : (people.get(personId) ?? [])));
  const isOfThem = (person: Person) =>
    known.some(({ familyName, postcode }) => {
      const sameHome = postcode !== null && postcode === person.postcode;
      return sameHome || (familyName !== "" && fold(familyName) === fold(person.familyName));
    });
  const mentions = group.map(({ mention }) => mention);
  const kin = [...people.values(), ...(relatives ?? [])].filter(isOfThem);
  const called = [...known, ...kin, ...mentions];
  const written = mentions.flatMap(({ parents, siblings }) => [...parents, ...siblings]).map(nameTokens);
  const words = new Map<string, "given" | "family">();
  const add = (tokens: readonly string[], as: "given" | "family") => {
    for (const token of tokens) if (token.length > 1) words.set(token, as);
  };
  for (const { givenNames, knownAs } of called)
    add([...nameTokens(givenNames), ...nameTokens(knownAs)], "given");
  for (const tokens of written) add(tokens, "given");
  for (const tokens of written) add(tokens.slice(1).slice(-1), "family");
  for (const { familyName, postcode } of called) {
    add([...familyTokens(familyName), ...(postcode?.match(POSTCODES) ?? []).map(folded)], "family");
  }
  return words;
}

/**
 * The mail as far as it concerns one of its families: a paragraph, or a row, that names only another is left out with
 * what follows it, and what names nobody before the first and after the last is everybody's. One that names several
 * keeps its words but for the others' names. Whose one is, where that is in doubt: everybody's, so nothing is lost.
 */
export function partOf(content: MailContent, part: FamilyPart): MailContent {
  const marks = marksIn(content, part.families);
  return {
    ...content,
    subject: masked(content.subject, marks, part.index),
    parts: piecesOf(content.parts, marks, part.index),
  };
}

interface Mark {
  readonly family: number;
  /** It also stands in the mail in small letters, as "may" and "will" do; or it begins another's name. */
  readonly isUnsure: boolean;
  readonly isGiven: boolean;
}

function marksIn(content: MailContent, families: readonly Family[]): ReadonlyMap<string, Mark> {
  const small = new Set<string>();
  const great = new Set<string>();
  for (const { text } of content.parts) {
    for (const token of text.split(/\s+/)) {
      if (token.includes("@")) continue; // an address has its names in small letters
      for (const word of token.match(WORDS) ?? []) {
        (word[0] === word[0]?.toLowerCase() ? small : great).add(folded(word));
      }
    }
  }
  return new Map(
    families.flatMap(({ marks, givenNames }, family) =>
      marks.map((word) => {
        const isUnsure = small.has(word) && great.has(word);
        return [word, { family, isUnsure, isGiven: givenNames.includes(word) }] as const;
      }),
    ),
  );
}

/**
 * An attachment that names one other family alone is left out, with what it encloses and names nobody. A part that
 * is cut is an excerpt of its file, and no file any more.
 */
function piecesOf(pieces: readonly MailPart[], marks: ReadonlyMap<string, Mark>, index: number): MailPart[] {
  const named = (piece: MailPart) => [
    ...new Set(
      [piece.text, ...piece.fields.map(({ value }) => value)].flatMap((text) => surely(text, marks)),
    ),
  ];
  const isAnothers = (piece: MailPart) => {
    const families = named(piece);
    return piece.kind !== "body" && families.length === 1 && families[0] !== index;
  };
  const out = pieces.filter(isAnothers);
  return pieces
    .filter((piece) => !out.includes(piece))
    .flatMap((piece) => {
      const families = named(piece);
      if (families.length === 0)
        return out.some(({ where }) => piece.where.startsWith(`${where} > `)) ? [] : [piece];
      if (families.length === 1 && families[0] === index) return [piece];
      return [
        {
          ...piece,
          fileName: null,
          text: linesOf(piece.text, marks, index),
          fields: fieldsOf(piece.fields, marks, index),
        },
      ];
    });
}

function linesOf(text: string, marks: ReadonlyMap<string, Mark>, index: number): string {
  const units = unitsOf(text, marks);
  const last = units.findLastIndex((unit) => surely(unit, marks).length > 0);
  const blank = units.findIndex((unit, at) => at > last && unit.trim() === "");
  const theirs = units.slice(0, blank < 0 ? units.length : blank);
  const kept = keep(theirs, marks, index);
  return [...theirs.filter((_, at) => kept[at]), ...units.slice(theirs.length)]
    .map((unit) => masked(unit, marks, index))
    .join("\n");
}

/** "1. …", "- …", "Child: …", cells of a table. */
const ROW = /^\s*(?:\d{1,3}[.)]|[-*•])\s|[:|\t]/;

/** Paragraphs, and the blank lines between them; one that names several families row by row as its lines. */
function unitsOf(text: string, marks: ReadonlyMap<string, Mark>): string[] {
  const units: string[][] = [];
  for (const line of text.split("\n")) {
    const before = units.at(-1);
    if (before && line.trim() !== "" && before[0]?.trim() !== "") before.push(line);
    else units.push([line]);
  }
  return units.flatMap((lines) => {
    const paragraph = lines.join("\n");
    const naming = lines.filter((line) => surely(line, marks).length > 0);
    return surely(paragraph, marks).length > 1 && naming.every((line) => ROW.test(line))
      ? lines
      : [paragraph];
  });
}

/** Fields of one row are one. */
function fieldsOf(
  fields: readonly FormField[],
  marks: ReadonlyMap<string, Mark>,
  index: number,
): FormField[] {
  const rows: FormField[][] = [];
  for (const field of fields) {
    const before = rows.at(-1);
    if (field.row !== undefined && before?.[0]?.row === field.row) before.push(field);
    else rows.push([field]);
  }
  const kept = keep(
    rows.map((row) => row.map(({ value }) => value).join(" ")),
    marks,
    index,
  );
  return rows
    .filter((_, at) => kept[at])
    .flat()
    .map((field) => ({ ...field, value: masked(field.value, marks, index) }));
}

/** A piece that names one family opens what is theirs; one that names several, or perhaps one, closes it. */
function keep(pieces: readonly string[], marks: ReadonlyMap<string, Mark>, index: number): boolean[] {
  let theirs: number | null = null;
  return pieces.map((piece) => {
    const sure = surely(piece, marks);
    if (sure.length === 1) theirs = sure[0] ?? null;
    else if (sure.length > 1 || perhaps(piece, marks)) theirs = null;
    return theirs === null || theirs === index;
  });
}

/** The families that a text names, each once. */
function surely(text: string, marks: ReadonlyMap<string, Mark>): number[] {
  const found = marksOf(text, marks).filter(({ mark }) => !mark.isUnsure);
  return [...new Set(found.map(({ mark }) => mark.family))];
}

function perhaps(text: string, marks: ReadonlyMap<string, Mark>): boolean {
  return marksOf(text, marks).some(({ mark }) => mark.isUnsure);
}

/** Others' names and postcodes in brackets. */
function masked(text: string, marks: ReadonlyMap<string, Mark>, index: number): string {
  let cut = "";
  let from = 0;
  for (const { start, end, mark } of marksOf(text, marks)) {
    if (mark.family === index || mark.isUnsure || start < from) continue;
    cut += `${text.slice(from, start)}[…]`;
    from = end;
  }
  return cut + text.slice(from);
}

interface Marked {
  readonly start: number;
  readonly end: number;
  readonly mark: Mark;
}

/** Where a text bears a mark, in its order. "Lorna Briggs" is no Lorna of theirs: a given name before another's. */
function marksOf(text: string, marks: ReadonlyMap<string, Mark>): Marked[] {
  const words = [...text.matchAll(WORDS)];
  const found = words.flatMap((match, at): Marked[] => {
    const mark = marks.get(folded(match[0]));
    if (!mark) return [];
    const end = match.index + match[0].length;
    const next = words[at + 1];
    const follows = next !== undefined && /^ {1,2}$/.test(text.slice(end, next.index)) ? next[0] : "";
    const isAnothers = /^\p{Lu}/u.test(follows) && marks.get(folded(follows))?.family !== mark.family;
    return [
      { start: match.index, end, mark: mark.isGiven && isAnothers ? { ...mark, isUnsure: true } : mark },
    ];
  });
  for (const match of text.matchAll(POSTCODES)) {
    const mark = marks.get(folded(match[0]));
    if (mark) found.push({ start: match.index, end: match.index + match[0].length, mark });
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** "O'Neil" is one word, "Thorne's" speaks of Thorne. */
const WORDS = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}{2,40})?/gu;
const POSTCODES = /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/gi;

function folded(word: string): string {
  return fold(word).replaceAll(" ", "");
}
