import { describe, expect, test } from "vitest";
import { keyOf, labelIn } from "../../../rules/case-workflow.ts";
import { aCase, definition } from "./a-case.ts";

/** B.2 and C.2, as the requirements list them: E expected, O other, I inferred. */
const MOVES: Record<string, Record<string, string>> = {
  perpetrator: {
    "01": "02E 91O 98O",
    "02": "03E 04O 91O 98O",
    "03": "05E 04O 98O 93O",
    "04": "05E 03O 93O 92O 98O",
    "05": "98E 92O 93O",
    "91": "02E 98O",
    "92": "05E 04O 93O 98O",
    "93": "05E 04O 98O",
    "98": "CLOSEDE 04O 05O 03O",
    CLOSED: "",
  },
  victim: {
    "01": "02E 91O 98O",
    "02": "03E 94O 91O 98O 95I",
    "03": "05E 96O 94O 98O",
    "05": "98E 94O 92O",
    "91": "02E 98O",
    "92": "05E 98O",
    "94": "05E 98O",
    "95": "98E 03O 94O",
    "96": "98E 03O 94O",
    "98": "CLOSEDE 03O 05O",
    CLOSED: "",
  },
};

/** B.1 and C.1: the services of each status, in the source's wording and order. */
const SERVICES: Record<string, Record<string, string>> = {
  perpetrator: {
    "01": "Case Note; Update Referrer",
    "02": "Case Note; Contact Attempt; Client Contacted",
    "03": "Case Note; Assessment Checklist; Needs Matrix; Record a Need; Perp Initial Assessment; Perp Risk Assessment; Perp Initial Evaluation",
    "04": "Case Note; Case Activity; Create Needs Matrix; Perp Riosk Assessment",
    "05": "Case Note; Create Needs Matrix; Record Client Need; Case Activity; Interim Evaluation; Perp Risk Assessment; Key or Group Work Note",
    "91": "Case Note; External Referral; Update Referrer",
    "92": "Case Note; Update Referrer",
    "93": "Case Note",
    "98": "Case Note; Final Evaluation; Update Referrer; Closure Checklist",
    CLOSED: "Case Note",
  },
  victim: {
    "01": "Case Note; Update Referrer",
    "02": "Case Note; Client Contacted; Contact Attempt; External Referral; Record Consent",
    "03": "Case Note; Assessment Checklist; Cranstoun SSOAG; External Referral; Add ISSP; Record Consent; Safe Lives Assessment",
    "05": "Case Note; Case Activity; Cranstoun SSOAG; External Referral; Add ISSP; Record Consent; Safe Lives Assessment",
    "91": "Case Note; External Referral; Update Referrer",
    "92": "Case Note; Update Referrer",
    "94": "Case Note; Update Referrer",
    "95": "Case Note; Update Referrer",
    "96": "Case Note; Update Referrer",
    "98": "Case Note; Update Referrer; Closure Checklist",
    CLOSED: "Case Note",
  },
};

const NAMES: Record<string, string> = {
  perpetrator:
    "01 Referral Entered; 02 Contact Client; 03 Assessment; 04 Waiting List; 05 Attending; 91 Referral Issues; 92 Dropped Out; 93 Suspended; 98 Closure; null Closed",
  victim:
    "01 Referral Entered; 02 Contact Client; 03 Assessment; 05 Ongoing Support; 91 Referral Issues; 92 Dropped Out; 94 Dormant; 95 Declined Engagement; 96 Declined Support; 98 Closure; null Closed",
};

const KINDS = { E: "expected", O: "other", I: "inferred" } as const;
const pairs = (workflow: string) => {
  const statuses = Object.keys(MOVES[workflow]!);
  return statuses.flatMap((from) =>
    statuses.map((to) => {
      const listed = MOVES[workflow]![from]!.split(" ").find((move) => move.slice(0, -1) === to);
      return [from, to, listed ? KINDS[listed.at(-1) as "E"] : "not listed"] as const;
    }),
  );
};

describe.each(["perpetrator", "victim"])("the %s table", (workflow) => {
  test("has the source's statuses, in its order, Closed without a number (PST-O13, VST-O3)", () => {
    const names = definition(workflow).statuses.map((status) => `${status.code} ${status.name}`);
    expect(names.join("; ")).toBe(NAMES[workflow]);
  });

  test("has no two statuses with one code", () => {
    const codes = definition(workflow).statuses.map(keyOf);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test.each(Object.entries(SERVICES[workflow]!))(
    "offers in %s the source's services by the source's labels (PST-05, PST-O2, PST-O3)",
    (key, labels) => {
      const status = definition(workflow).statuses.find((candidate) => keyOf(candidate) === key)!;
      const listed = status.services
        .filter((offer) => !offer.inferred)
        .map((offer) => labelIn(definition(workflow), status, offer.service));
      expect(listed.join("; ")).toBe(labels);
    },
  );

  test.each(pairs(workflow))(
    "%s → %s is %s (PST-02, PST-03, PST-04, VST-01, VST-O1, VST-O2)",
    (from, to, kind) => {
      const led = aCase(workflow).open().placedIn(from);
      const manager = Object.keys(definition(workflow).roles)[1]!;
      const given = led.try(
        { type: "move", to, reason: "because", override: true, fields: {} },
        { role: manager },
      );
      if (kind === "not listed") {
        expect(given).toMatchObject({ ok: false });
        expect(!given.ok && ["not-in-table", "final"]).toContain(!given.ok && given.refusal.code);
        expect(led.status).toBe(from);
        return;
      }
      const move = definition(workflow)
        .statuses.find((status) => keyOf(status) === from)!
        .moves.find((candidate) => candidate.to === to)!;
      expect(move.kind).toBe(kind);
      // victims cannot be closed over the hard guards of VST-10: those have tests of their own
      if (workflow === "victim" && to === "CLOSED")
        expect(given).toMatchObject({
          ok: false,
          refusal: { code: "incomplete", rules: ["VST-10", "VST-10"] },
        });
      else expect(given.ok && given.events[0]).toMatchObject({ type: "case-moved", from, to });
    },
  );

  test("counts 32 moves for perpetrators, 29 and one inferred for victims", () => {
    const kinds = definition(workflow).statuses.flatMap((status) => status.moves.map((move) => move.kind));
    expect([kinds.length, kinds.filter((kind) => kind === "inferred").length]).toEqual(
      workflow === "victim" ? [30, 1] : [32, 0],
    );
  });

  test("an unlisted move is refused with the list of those allowed (PST-04)", () => {
    const refused = aCase(workflow).open().try({ type: "move", to: "05", reason: "because" });
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        code: "not-in-table",
        allowed: [
          "02 Contact Client (expected)",
          "91 Referral Issues (other)",
          "98 Closure (in progress) (other)",
        ],
      },
    });
  });

  test("another than the expected move needs a reason, the expected does not (PST-02, PST-03)", () => {
    const led = aCase(workflow).open();
    expect(led.try({ type: "move", to: "91" })).toMatchObject({
      ok: false,
      refusal: { code: "incomplete", missing: [expect.stringContaining("a reason")] },
    });
    expect(led.try({ type: "move", to: "02" })).toMatchObject({ ok: true });
  });

  test.each([
    "98",
    "Closure",
    "closure (in progress)",
    "98 Closure",
    "98. Closure",
    "98 CLOSURE (in progress)",
  ])("understands '%s' as the status (PST-13)", (words) => {
    expect(aCase(workflow).open().move(words).status).toBe("98");
  });
});

test("codes mean different things in each: 05 is Attending there and Ongoing Support here", () => {
  expect(aCase("perpetrator").open().moves("02", "03", "attending").status).toBe("05");
  expect(aCase("victim").open().moves("02", "03", "ongoing support").status).toBe("05");
  expect(aCase("victim").open().moves("02", "03").try({ type: "move", to: "Attending" })).toMatchObject({
    ok: false,
    refusal: { code: "not-known" },
  });
});

test("without the inferred move 95 Declined Engagement could not be reached (VST-O1)", () => {
  const leading = definition("victim").statuses.flatMap((status) =>
    status.moves.filter((move) => move.to === "95").map((move) => [keyOf(status), move.kind]),
  );
  expect(leading).toEqual([["02", "inferred"]]);
});

test("92 keeps the source's words and shows those of the victim document (PST-O1)", () => {
  const [here, contact] = ["92", "02"].map(
    (key) => definition("perpetrator").statuses.find((status) => keyOf(status) === key)!,
  );
  const victim = definition("victim").statuses.find((status) => keyOf(status) === "92")!;
  expect(here!.source_description).toBe(contact!.description);
  expect(here!.description).toBe(victim.description);
});

describe("what the sources say oddly is kept with what was made of it", () => {
  const oddities: [workflow: string, prefix: string, count: number][] = [
    ["perpetrator", "PST-O", 16],
    ["victim", "VST-O", 14],
    ["protective-intervention", "PI-O", 9],
  ];
  test.each(oddities)("%s: %s1 to %d", (workflow, prefix, count) => {
    const ids = definition(workflow).oddities.map((oddity) => oddity.id);
    expect(ids).toEqual(Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`));
  });

  const kept: [id: string, workflow: string, status: string, service: string, offered: boolean][] = [
    ["PST-O11: 93 has no Update Referrer", "perpetrator", "93", "UPDATE_REFERRER", false],
    ["PST-O11: 92 has", "perpetrator", "92", "UPDATE_REFERRER", true],
    ["PST-O14: 02 has none", "perpetrator", "02", "UPDATE_REFERRER", false],
    ["PST-O14: 03 has none", "perpetrator", "03", "UPDATE_REFERRER", false],
    ["PST-O14: 05 has none", "perpetrator", "05", "UPDATE_REFERRER", false],
  ];
  test.each(kept)("%s", (_, workflow, key, service, offered) => {
    const status = definition(workflow).statuses.find((candidate) => keyOf(candidate) === key)!;
    expect(status.services.some((offer) => offer.service === service)).toBe(offered);
  });

  const ways: [id: string, workflow: string, from: string, to: string][] = [
    ["PST-O8: 02 does not lead to Dropped Out", "perpetrator", "02", "92"],
    ["PST-O8: 03 does not lead to Dropped Out", "perpetrator", "03", "92"],
    ["PST-O9: 05 does not lead to 04", "perpetrator", "05", "04"],
    ["PST-O9: 05 does not lead to 03", "perpetrator", "05", "03"],
    ["VST-O9: 98 does not lead to 94", "victim", "98", "94"],
  ];
  test.each(ways)("%s", (_, workflow, from, to) => {
    const status = definition(workflow).statuses.find((candidate) => keyOf(candidate) === from)!;
    expect(status.moves.map((move) => move.to)).not.toContain(to);
  });

  test("VST-O4: a victim's case has no 04 and no 93, a perpetrator's no 94, 95, 96", () => {
    const codes = (workflow: string) => definition(workflow).statuses.map((status) => status.code);
    expect(codes("victim").filter((code) => code === "04" || code === "93")).toEqual([]);
    expect(codes("perpetrator").filter((code) => ["94", "95", "96"].includes(code ?? ""))).toEqual([]);
  });

  test("VST-O10, VST-O13: 01 and 02 read alike in both, the two contact services stand in another order", () => {
    const at = (workflow: string, index: number) => definition(workflow).statuses[index]!;
    expect(at("victim", 1).description).toBe(at("perpetrator", 1).description);
    expect(at("victim", 0).description.replace("victim", "perpetrator")).toBe(
      at("perpetrator", 0).description,
    );
    const order = (workflow: string) =>
      at(workflow, 1)
        .services.map((offer) => offer.service)
        .filter((id) => id.startsWith("CONTACT_") || id.startsWith("CLIENT_"));
    expect([order("perpetrator"), order("victim")]).toEqual([
      ["CONTACT_ATTEMPT", "CLIENT_CONTACTED"],
      ["CLIENT_CONTACTED", "CONTACT_ATTEMPT"],
    ]);
  });
});
