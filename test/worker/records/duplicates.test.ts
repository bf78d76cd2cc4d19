import { describe, expect, it } from "vitest";
import { instant } from "../../../rules/time.ts";
import { identifyOne } from "../../../worker/records/identify-one.ts";
import { snapshotInMemory } from "../../../worker/records/snapshot.ts";
import { aMention, policy } from "../../rules/identify-child/policy-for-tests.ts";
import { EXTRACT, extractFolder } from "./extract-for-tests.ts";

const HAROON = "Haroon,Qureshi,,2011-02-03,M,9000000009,7 Raven Terrace,B36 8BE,";

async function verdictOn(rows: string, relationships: string, facts: Parameters<typeof aMention>[0]) {
  const records = await snapshotInMemory(
    extractFolder({
      "people.csv": EXTRACT["people.csv"] + rows,
      "relationships.csv": EXTRACT["relationships.csv"] + relationships,
    }),
  );
  return identifyOne(aMention(facts), records, policy, instant("2026-10-01T09:00:00Z"));
}

const haroon = { givenNames: "Haroon", familyName: "Qureshi", dateOfBirth: "2011-02-03" };

describe("MAT-03: a record marked as a duplicate", () => {
  it("is not matched to; the record it was merged into is", async () => {
    const rows = `P-70,Haroon,Qureshi DUPLICATE,,2011-02-03,M,9000000009,7 Raven Terrace,B36 8BE,\nP-71,${HAROON}\n`;
    expect(await verdictOn(rows, "", { ...haroon, nhsNumber: "9000000009" })).toMatchObject({
      verdict: "match",
      personId: "P-71",
    });
  });
  const marks: [where: string, mark: string, relationship: string][] = [
    ["in the name", "DUPLICATE see P-71", ""],
    ["by a relationship", "DUPLICATE", "P-70,P-71,merged into\n"],
    ["by a relationship the other way round", "DUPLICATE", "P-71,P-70,duplicate record\n"],
  ];
  it.each(marks)(
    "is shown with the record that it was merged into, where the extract says so %s",
    async (_where, mark, relationship) => {
      // The record that stands for him now has another name and lacks the day of birth: nothing else leads to it.
      const rows = `P-70,Haroon,Qureshi ${mark},,2011-02-03,M,,7 Raven Terrace,B36 8BE,\nP-71,Harry,Malik,,,M,,,,\n`;
      const found = await verdictOn(rows, relationship, haroon);
      expect(found).toMatchObject({ verdict: "several", personId: null, candidates: [{ personId: "P-71" }] });
      expect(found.tellApart).toContain("record P-70 is marked as a duplicate of P-71");
    },
  );
  it("is shown itself, where nothing says what it was merged into: the child is not unknown", async () => {
    const rows = `P-70,Haroon,Qureshi DUPLICATE,,2011-02-03,M,,7 Raven Terrace,B36 8BE,\n`;
    const found = await verdictOn(rows, "", haroon);
    expect(found).toMatchObject({ verdict: "several", candidates: [{ personId: "P-70" }] });
    expect(found.tellApart.join()).toContain("P-70 is marked as a duplicate: find the record");
  });
});

describe("two records with one NHS number", () => {
  it("of one child, not marked: a person is shown both, and neither is chosen", async () => {
    const found = await verdictOn(`P-70,${HAROON}\nP-71,${HAROON}\n`, "", {
      ...haroon,
      nhsNumber: "9000000009",
    });
    expect(found).toMatchObject({ verdict: "several", personId: null });
    expect(found.candidates.map(({ personId }) => personId)).toEqual(["P-70", "P-71"]);
  });
  it("of two children: each is matched by the rest, never by the number alone", async () => {
    const rows = `P-70,${HAROON}\nP-72,Luca,Ferraro,,2012-03-04,M,9000000009,9 Tyne Way,B24 9NY,\n`;
    const nhsNumber = "9000000009";
    expect(await verdictOn(rows, "", { ...haroon, nhsNumber })).toMatchObject({ personId: "P-70" });
    const luca = { givenNames: "Luca", familyName: "Ferraro", dateOfBirth: "2012-03-04" };
    expect(await verdictOn(rows, "", { ...luca, nhsNumber })).toMatchObject({ personId: "P-72" });
    const alone = await verdictOn(rows, "", { nhsNumber });
    expect(alone.verdict).toBe("several");
    expect(alone.candidates.map(({ personId }) => personId).sort()).toEqual(["P-70", "P-72"]);
  });
});
