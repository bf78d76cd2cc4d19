import { describe, expect, test } from "vitest";
import { compare } from "../../rules/compare.ts";
import { aContact, aMail, aSituation, type MailBuilder } from "../builders/situation.ts";
import { triagePolicy } from "../builders/triage-policy.ts";

const policy = triagePolicy();
const BEFORE =
  "Robin has no bruise on his arm. His mother is Ann. On 3 March he missed the bus.\nConsent: Yes\nHe possibly slept at his uncle's flat in Mill Road.";

function differences(mail: MailBuilder, narrative = BEFORE) {
  return compare(aSituation(mail), aContact({ narrative }), [], policy).differences;
}

describe("what differs since the earlier contact (CMP-04)", () => {
  test("nothing, where the words are the same", () => {
    expect(differences(aMail().saying(BEFORE))).toEqual([]);
  });

  test.each([
    ["no bruise on", "a bruise on", "negation"],
    ["3 March", "13 March", "number"],
    ["3 March", "3 April", "date"],
    ["Consent: Yes", "Consent: No", "consent"],
    ["mother is Ann", "mother is Jan", "person"],
    ["missed the bus", "missed the bus with a cut", "injury"],
    ["Mill Road", "Mill Lane", "place"],
  ])("'%s' has become '%s': about %s", (old, fresh, about) => {
    const found = differences(aMail().saying(BEFORE.replace(old, fresh)));
    expect(found.map((d) => [d.kind, d.about])).toEqual([["changed", about]]);
  });

  test("negations and hedges are marked on both sides", () => {
    const [d] = differences(aMail().saying(BEFORE.replace("possibly slept", "never slept")));
    expect(d?.before).toContain("*possibly*");
    expect(d?.after).toContain("*never*");
  });

  test("added and removed sentences, where most of the text is repeated", () => {
    const found = differences(
      aMail().saying(
        `${BEFORE.replace(" On 3 March he missed the bus.", "")} His sister has been told to lie about the kitchen.`,
      ),
    );
    expect(found.map((d) => d.kind).sort()).toEqual(["added", "removed"]);
  });

  test("what a new mail on its own does not repeat is no difference", () => {
    const found = differences(aMail().saying("Robin was seen on the roof of the library by a passer-by."));
    expect(found.map((d) => d.kind)).toEqual(["added"]);
  });

  test("a part that could not be read is never 'no difference' (SAF-11)", () => {
    const found = differences(aMail().saying(BEFORE).unread("password"));
    expect(found).toEqual([
      {
        kind: "added",
        about: "not read",
        before: null,
        after: "could not be read: password",
        where: "attachment scan.jpg",
      },
    ]);
  });
});
