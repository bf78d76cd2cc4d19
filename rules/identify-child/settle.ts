import type { PersonMention } from "../read-mail/mail.ts";
import type { ChildVerdict } from "./child.ts";

export function isMatch({ verdict }: ChildVerdict): boolean {
  return verdict === "match";
}

/** The mention's own facts speak against the best candidate: no other text may talk that away. */
export function contradicted(verdict: ChildVerdict): boolean {
  return verdict.verdict === "several" && verdict.because.some(({ level }) => level === "else");
}

export function differInDay(a: PersonMention, b: PersonMention): boolean {
  return a.dateOfBirth !== null && b.dateOfBirth !== null && a.dateOfBirth !== b.dateOfBirth;
}

/**
 * One verdict per child. Two mentions matched to one person are one child; a mention that could only be somebody
 * who is matched already is that child said twice, or nobody; and a lone word of the subject beside a matched
 * child is no child.
 */
export function settled(verdicts: readonly ChildVerdict[]): ChildVerdict[] {
  const matched = new Set(verdicts.flatMap(({ personId }) => personId ?? []));
  const seen = new Set<string>();
  const known =
    matched.size > 0
      ? verdicts.map((verdict) => (isNewInFamily(verdict) ? unknown(verdict) : verdict))
      : verdicts;
  return known.filter(({ verdict, personId, candidates, mention }) => {
    if (personId !== null) return !seen.has(personId) && seen.add(personId);
    if (verdict === "several") return !candidates.every((candidate) => matched.has(candidate.personId));
    return !(matched.size > 0 && mention.where === "subject" && !(mention.givenNames && mention.familyName));
  });
}

/**
 * Beside a known child of the family, one with another given name than any of it, whom no number and no day of
 * birth makes one of them: a child we do not know yet.
 */
function isNewInFamily({ verdict, because }: ChildVerdict): boolean {
  if (verdict !== "several") return false;
  const reached = (field: string) => because.find((line) => line.field === field)?.level;
  const proven = [reached("nhs"), reached("ids"), reached("birth")].includes("exact");
  return reached("given") === "else" && !proven;
}

function unknown(verdict: ChildVerdict): ChildVerdict {
  return { ...verdict, verdict: "none", candidates: [], tellApart: [] };
}

/**
 * A text that fits two known children by one and the same given name speaks of one of them: a person must look.
 * @param nameOf the given name by which the text speaks of a child.
 */
export function oneOfEachName(
  found: readonly ChildVerdict[],
  nameOf: (verdict: ChildVerdict) => string,
): ChildVerdict[] {
  const byName = Map.groupBy(found, nameOf);
  return [...byName.values()].flatMap((same): ChildVerdict[] => {
    const [best] = same;
    if (!best || same.length === 1) return best ? [best] : [];
    const candidates = [
      ...new Map(same.flatMap((verdict) => verdict.candidates.map((c) => [c.personId, c]))).values(),
    ];
    if (candidates.length === 1) return [best];
    const { verdict: _, personId: __, ...rest } = best;
    return [
      {
        ...rest,
        verdict: "several",
        personId: null,
        candidates,
        tellApart: ["which of them the text means: it fits each in part"],
      },
    ];
  });
}

/** What a form says of a child; and where it says nothing, what a text says of the same child. */
export function withFactsOfText(form: PersonMention, text: PersonMention): PersonMention {
  return {
    ...form,
    givenNames: form.givenNames ?? text.givenNames,
    familyName: form.familyName ?? text.familyName,
    dateOfBirth: form.dateOfBirth ?? text.dateOfBirth,
    nhsNumber: form.nhsNumber ?? text.nhsNumber,
    otherIds: form.otherIds.length > 0 ? form.otherIds : text.otherIds,
    address: form.address ?? text.address,
    postcode: form.postcode ?? text.postcode,
    parents: [...new Set([...form.parents, ...text.parents])],
    siblings: [...new Set([...form.siblings, ...text.siblings])],
  };
}
