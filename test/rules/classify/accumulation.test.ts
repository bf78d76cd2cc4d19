import { describe, expect, test } from "vitest";
import { accumulation } from "../../../rules/classify/accumulation.ts";
import { instant } from "../../../rules/time.ts";
import { aChild, aMail, aSituation } from "../../builders/situation.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();
const mail = aMail().saying("Robin has no coat.");
const at = (day: string) => instant(`${day}T10:00:00Z`);

describe("accumulation (SAF-05), with this mail counted", () => {
  test.each([
    ["three in four weeks", ["2026-03-20", "2026-02-25"], "3 contacts in 4 weeks"],
    ["one of them a day too old", ["2026-03-20", "2026-02-24"], null],
  ])("%s", (_why, days, banner) => {
    const child = days.reduce((c, day) => c.contacted({ receivedAt: at(day) }), aChild());
    expect(accumulation(aSituation(mail, [child]), policy).banner).toBe(banner);
  });

  test("three different sources in twelve months", () => {
    const child = aChild()
      .contacted({ receivedAt: at("2025-06-01"), referrerEmail: "x@police.example" })
      .contacted({ receivedAt: at("2025-07-01"), referrerEmail: "y@health.example" });
    expect(accumulation(aSituation(mail, [child]), policy).banner).toBe("3 different sources in 12 months");
  });

  test("two neighbours at one public provider are two sources, two teachers at one school are one", () => {
    const child = aChild()
      .contacted({ receivedAt: at("2025-06-01"), referrerEmail: "a@mail.example" })
      .contacted({ receivedAt: at("2025-07-01"), referrerEmail: "b@mail.example" })
      .contacted({ receivedAt: at("2025-08-01"), referrerEmail: "other@oak.sch.example" });
    expect(accumulation(aSituation(mail, [child]), policy).sources12Months).toBe(3);
  });

  test("a sibling's contacts count, those of an adult of the house do not", () => {
    const child = aChild()
      .living("sibling", aChild("P-8").contacted({ contactId: "C-s" }))
      .living("household", aChild("P-9").contacted({ contactId: "C-a" }), {
        dateOfBirth: "1980-01-01" as never,
      });
    expect(accumulation(aSituation(mail, [child]), policy).in4Weeks).toBe(2);
  });
});

describe("persistence (SAF-07): the referrer is still worried", () => {
  test("the same organisation wrote about the child within two working days", () => {
    const child = aChild().contacted({
      receivedAt: at("2026-03-23"),
      referrerEmail: "other@oak.sch.example",
    });
    expect(accumulation(aSituation(mail, [child]), policy).persistence).toContain("two working days");
  });
  test("over a weekend: Friday is within two working days of Tuesday", () => {
    const tuesday = mail.receivedAt("2026-03-24T10:00:00Z");
    const child = aChild().contacted({ receivedAt: at("2026-03-20") });
    expect(accumulation(aSituation(tuesday, [child]), policy).persistence).toContain("two working days");
  });
  test("three working days is too long", () => {
    const child = aChild().contacted({ receivedAt: at("2026-03-20") });
    expect(accumulation(aSituation(mail, [child]), policy).persistence).toBeNull();
  });
  test("another organisation is another worry", () => {
    const child = aChild().contacted({ receivedAt: at("2026-03-24"), referrerEmail: "x@police.example" });
    expect(accumulation(aSituation(mail, [child]), policy).persistence).toBeNull();
  });
  test("whoever asks what became of it", () => {
    const chaser = aMail().kind("chaser").saying("Is there any news of this?");
    expect(accumulation(aSituation(chaser, [aChild().contacted()]), policy).persistence).toContain(
      "what became of",
    );
  });
  test("a third copy of one text", () => {
    const child = aChild()
      .contacted()
      .contacted({ receivedAt: at("2026-03-04") });
    expect(accumulation(aSituation(mail, [child]), policy).persistence).toContain("more than once");
  });
});
