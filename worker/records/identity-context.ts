import type { IdentityContext } from "../../rules/identify-child/compare.ts";
import type { Person } from "../../rules/records.ts";
import type { PlainDate } from "../../rules/time.ts";
import type { Records } from "../ports.ts";

/** What the records say beyond a candidate's own row, for comparing a mention that was received on a day. */
export function identityContext(records: Records, receivedOn: PlainDate): IdentityContext {
  return {
    receivedOn,
    kinOf: (personId) => records.kinNames(personId),
    householdOf: (personId) => records.household(personId),
    survivorsOf: (duplicate) => survivorsOf(duplicate, records),
    nameCount: (kind, name) => records.nameCount(kind, name),
    peopleCount: records.peopleCount,
  };
}

/**
 * MAT-03: where a record marked as a duplicate says what it was merged into: by a relationship ("duplicate of",
 * "merged into", "same person"), or by an id beside the mark ("DUPLICATE see P-1").
 */
function survivorsOf(duplicate: Person, records: Records): readonly Person[] {
  const joined = records
    .relationships([duplicate.personId])
    .filter(({ relationship }) => /duplicate|merged|same person/.test(relationship))
    .flatMap(({ personId, relatedPersonId }) => [personId, relatedPersonId]);
  const beside = [duplicate.givenNames, duplicate.familyName, duplicate.knownAs ?? "", ...duplicate.otherIds]
    .flatMap((text) => text.split(/[\s,;:()]+/))
    .filter((word) => /\d/.test(word));
  const ids = new Set([...joined, ...beside]);
  ids.delete(duplicate.personId);
  return records.people([...ids]);
}
