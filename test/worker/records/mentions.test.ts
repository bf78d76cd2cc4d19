import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlainDate } from "../../../rules/time.ts";
import { mentionsOf } from "../../../worker/records/mentions.ts";

async function readAs(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), "mentions-")), "mentions.csv");
  writeFileSync(file, text);
  const faults: string[] = [];
  const mentions = [];
  for await (const { mention } of mentionsOf(file, (fault) => faults.push(fault), "2026-10-01" as PlainDate))
    mentions.push(mention);
  return { mentions, faults };
}

describe("a CSV of mentions", () => {
  const days: [written: string, day: string | null][] = [
    ["2016-03-14", "2016-03-14"],
    ["20160314", "2016-03-14"],
    ["2016-03-14T00:00:00Z", "2016-03-14"],
    ["14/03/2016", "2016-03-14"],
    ["4/3/16", "2016-03-04"],
    ["14.3.2016", "2016-03-14"],
    ["14th March 2016", "2016-03-14"],
    ["04/03/65", "1965-03-04"],
    ["2016-13-14", null],
    ["March 2016", null],
    ["not known", null],
  ];
  it.each(days)("may write a day of birth as people do, day first: %s", async (written, day) => {
    const { mentions } = await readAs(`mention_id,date_of_birth\nM-1,${written}\n`);
    expect(mentions[0]).toMatchObject({
      dateOfBirth: day,
      dateOfBirthWritten: day === null ? written : null,
    });
  });
  it("may head its columns in capitals and with spaces, in any order", async () => {
    const { mentions } = await readAs("Given Names,Mention ID,Date of Birth\nAda,M-1,2016-03-14\n");
    expect(mentions[0]).toMatchObject({ givenNames: "Ada", dateOfBirth: "2016-03-14" });
  });
  it("names the row that has no id, and goes on", async () => {
    const { mentions, faults } = await readAs("mention_id,given_names\n,Ada\nM-2,Bea\n");
    expect(mentions.map(({ givenNames }) => givenNames)).toEqual(["Bea"]);
    expect(faults.join()).toContain("row 2, mention_id: is empty");
  });
});
