import { describe, expect, test } from "vitest";
import { PATHWAYS, type Pathway, type ReviewerRole, type Situation } from "../../rules/situation.ts";
import { instant, plainDate } from "../../rules/time.ts";
import { triage } from "../../rules/triage.ts";
import { aChild, aMail, aSituation } from "../builders/situation.ts";
import { triagePolicy } from "../builders/triage-policy.ts";

const policy = triagePolicy();
const SAME =
  "Robin came to school without a coat again and said that the cupboards at home were empty all weekend.";
const mail = () =>
  aMail().saying(
    "Robin Marlowe told the learning mentor that an older pupil keeps taking his bus pass on the way to swimming.",
  );

/** Mail received Wed 25 Mar 2026; the window is 25 Feb to 25 Mar. A pathway without a row does not compile. */
const scenarios: Record<Pathway, readonly (readonly [why: string, situation: Situation])[]> = {
  "not-a-referral": [
    [
      "an out-of-office reply",
      aSituation(aMail().kind("automatic-reply").saying("I am on leave until Monday.").naming()),
    ],
    [
      "a bounce",
      aSituation(aMail().kind("bounce").saying("Your message could not be delivered.").naming(), []),
    ],
    ["a receipt", aSituation(aMail().kind("receipt").saying("Your message was read.").naming(), [])],
    ["a newsletter", aSituation(aMail().kind("newsletter").saying("Our autumn programme.").naming(), [])],
    [
      "a question about procedure that names no child",
      aSituation(
        aMail().kind("enquiry").saying("Which form do we use for a child who is missing?").naming(),
        [],
      ),
    ],
    [
      "a chaser that says and encloses nothing",
      aSituation(aMail().kind("chaser").saying("Is there any news of the referral I sent last week?"), [
        aChild().contacted(),
      ]),
    ],
  ],
  uncertain: [
    ["two known children fit", aSituation(mail(), [aChild().oneOf("P-1", "P-2").contacted()])],
    [
      "several unrelated families in one mail",
      aSituation(mail(), [aChild("P-1").contacted(), aChild("P-2")], { families: [["P-1"], ["P-2"]] }),
    ],
    [
      "no child can be made out because the form is locked",
      aSituation(aMail().naming().unread("password", { kind: "docx" }), []),
    ],
    [
      "somebody worries about a child without saying which",
      aSituation(aMail().naming().saying("I am worried about a child."), []),
    ],
    [
      "too little is said of the child to hold that it is not known",
      aSituation(mail(), [aChild("P-1", { dateOfBirth: null, address: null, postcode: null }).unknown()]),
    ],
    [
      "BSS found it recent, but we know no such child",
      aSituation(mail(), [aChild().unknown()], { foundRecentByBss: true }),
    ],
  ],
  "open-case": [
    ["the child is on a plan", aSituation(mail(), [aChild().openTo("AREA_SAFEGUARDING").contacted()])],
    [
      "a sibling is on a plan",
      aSituation(mail(), [aChild().living("sibling", aChild("P-9").openTo("ASTI"))]),
    ],
    [
      "yesterday's contact is not closed",
      aSituation(mail(), [aChild().contacted({ closedOn: null, decision: null })]),
    ],
    [
      "open wins over an exact copy",
      aSituation(aMail().saying(SAME), [aChild().contacted({ narrative: SAME }).openTo("ASTI")]),
    ],
    [
      "open wins over a closure",
      aSituation(mail(), [aChild().closedBy("FAMILY_SUPPORT", "2026-03-20").openTo("ASTI")]),
    ],
  ],
  "not-recent": [
    ["the child is not known", aSituation(mail(), [aChild().unknown()])],
    ["known, with no history", aSituation(mail(), [aChild()])],
    [
      "a team closed one day before the window",
      aSituation(mail(), [aChild().closedBy("ASTI", "2026-02-24")]),
    ],
    [
      "a contact was closed one day before the window",
      aSituation(mail(), [
        aChild().contacted({
          receivedAt: instant("2026-02-20T10:00:00Z"),
          closedOn: plainDate("2026-02-24"),
        }),
      ]),
    ],
    [
      "an adult of the house had an assessment",
      aSituation(mail(), [
        aChild().living("household", aChild("P-9").closedBy("ASTI", "2026-03-20"), {
          dateOfBirth: plainDate("1990-01-01"),
        }),
      ]),
    ],
  ],
  duplicate: [
    ["the same words again", aSituation(aMail().saying(SAME), [aChild().contacted({ narrative: SAME })])],
    [
      "received on the first day of the window",
      aSituation(aMail().saying(SAME), [
        aChild().contacted({
          narrative: SAME,
          receivedAt: instant("2026-02-25T08:00:00Z"),
          closedOn: plainDate("2026-02-25"),
        }),
      ]),
    ],
    [
      "duplicate comes before a closure",
      aSituation(aMail().saying(SAME), [
        aChild().contacted({ narrative: SAME }).closedBy("ASTI", "2026-03-20"),
      ]),
    ],
    [
      "a reply that quotes the referral and asks for news",
      aSituation(aMail().kind("chaser").saying("Is there any news of this?").quoting(SAME), [
        aChild().contacted({ narrative: SAME }),
      ]),
    ],
  ],
  "csc-closure": [
    ["ASTI closed in the window", aSituation(mail(), [aChild().closedBy("ASTI", "2026-03-13")])],
    [
      "closed on the first day of the window",
      aSituation(mail(), [aChild().closedBy("AREA_SAFEGUARDING", "2026-02-25")]),
    ],
    [
      "a team that we do not know closed",
      aSituation(mail(), [aChild().closedBy("NEW_TEAM", "2026-03-13", "care-plan")]),
    ],
    [
      "Family Support closed later",
      aSituation(mail(), [aChild().closedBy("ASTI", "2026-03-10").closedBy("FAMILY_SUPPORT", "2026-03-20")]),
    ],
    [
      "a sibling's closure counts",
      aSituation(mail(), [aChild().living("sibling", aChild("P-9").closedBy("ASTI", "2026-03-10"))]),
    ],
    [
      "a cousin's closure at the same address counts",
      aSituation(mail(), [
        aChild().living("household", aChild("P-9").closedBy("ASTI", "2026-03-10"), { familyName: "Ashe" }),
      ]),
    ],
  ],
  "family-support-closure": [
    [
      "Family Support closed in the window",
      aSituation(mail(), [aChild().closedBy("FAMILY_SUPPORT", "2026-03-13")]),
    ],
    [
      "a social care team closed too, but before the window",
      aSituation(mail(), [aChild().closedBy("FAMILY_SUPPORT", "2026-03-13").closedBy("ASTI", "2026-02-24")]),
    ],
  ],
  "same-incident": [
    [
      "more about what was reported",
      aSituation(
        aMail().saying(
          "Further to my referral of 11 March: Robin came without a coat again today, and says the cupboards are still empty.",
        ),
        [aChild().contacted()],
      ),
    ],
    [
      "one word of the referral has changed",
      aSituation(aMail().saying(SAME.replace("empty", "nearly empty")), [
        aChild().contacted({ narrative: SAME }),
      ]),
    ],
    [
      "nothing but a contact by the front door, which is no closure",
      aSituation(
        aMail().saying(
          "Further to my referral of 11 March, Robin again came to school without a coat, the cupboards are empty.",
        ),
        [aChild().contacted().closedBy("CASS", "2026-03-12", "contact")],
      ),
    ],
  ],
  "new-concern": [
    ["something else altogether", aSituation(mail(), [aChild().contacted()])],
    [
      "the mail says itself that it is another matter",
      aSituation(
        aMail().saying(
          "This has nothing to do with the coat and the empty cupboards that I reported. Robin was hit by a cyclist.",
        ),
        [aChild().contacted()],
      ),
    ],
    ["BSS found it recent, the extract does not", aSituation(mail(), [aChild()], { foundRecentByBss: true })],
    [
      "more of the same, and another matter: both is a new concern",
      aSituation(
        aMail().saying(
          "Further to my referral of 11 March, Robin came without a coat again and the cupboards are empty. " +
            "On a separate note, Robin told me that his uncle shows him pornography.",
        ),
        [aChild().contacted()],
      ),
    ],
  ],
};

describe.each(PATHWAYS)("%s", (pathway) => {
  test.each(scenarios[pathway])("%s", (_why, situation) => {
    expect(triage(situation, policy).pathway).toBe(pathway);
  });
});

describe("who is asked, and where the mail waits (Part 0.4)", () => {
  const table: Record<Pathway, readonly [ReviewerRole, string]> = {
    "not-a-referral": ["none", "inbox"],
    uncertain: ["rao", "review"],
    "open-case": ["none", "inbox"],
    "not-recent": ["none", "inbox"],
    duplicate: ["none", "review"],
    "csc-closure": ["cass-team-manager", "review"],
    "family-support-closure": ["early-help-manager", "review"],
    "same-incident": ["tm-sp", "review"],
    "new-concern": ["tm-sp", "review"],
  };
  test.each(PATHWAYS)("%s", (pathway) => {
    const [, situation] = scenarios[pathway][0] as readonly [string, Situation];
    const { reviewer, folder } = triage(situation, policy);
    expect([reviewer, folder]).toEqual(table[pathway]);
  });
});

describe("what comes with the pathway", () => {
  test("both closures: the Early Help Manager in copy, and still same incident or new concern", () => {
    const result = triage(
      aSituation(mail(), [
        aChild().closedBy("ASTI", "2026-03-10").closedBy("FAMILY_SUPPORT", "2026-03-20").contacted(),
      ]),
      policy,
    );
    expect(result.copyEarlyHelp).toBe(true);
    expect(result.closure).toEqual({ team: "ASTI", endedOn: "2026-03-10", involvementId: "I-P-1-1" });
    expect(result.category).toBe("new-concern");
    expect(result.comparedWith).toBe("C-P-1-1");
  });

  test("open-case says who has it, the child's own before a sibling's", () => {
    const result = triage(
      aSituation(mail(), [
        aChild().openTo("ASTI").living("sibling", aChild("P-9").openTo("AREA_SAFEGUARDING")),
      ]),
      policy,
    );
    expect(result.openWith).toEqual({
      team: "ASTI",
      personId: "P-1",
      kinship: "child",
      involvementId: "I-P-1-1",
    });
  });

  test("another person of the household never makes it open, and the note names them", () => {
    const result = triage(
      aSituation(mail(), [
        aChild().contacted().living("household", aChild("P-9").openTo("ASTI"), { givenNames: "Wren" }),
      ]),
      policy,
    );
    expect(result.pathway).toBe("new-concern");
    expect(result.note).toContain("Wren (open)");
  });

  test("our own review that awaits its decision is not open (GAP-17), nor is a repeat of it a duplicate", () => {
    const pending = {
      narrative: SAME,
      closedOn: null,
      decision: null,
      source: "own",
      awaitingDecision: true,
    } as const;
    const result = triage(aSituation(aMail().saying(SAME), [aChild().contacted(pending)]), policy);
    expect(result.pathway).toBe("same-incident");
  });

  test("of several contacts in the window the one the mail is about is compared with, not simply the latest", () => {
    const result = triage(
      aSituation(
        aMail().saying(
          "Further to the incident of 4 March: the trampoline net had been cut with scissors by the lodger.",
        ),
        [
          aChild()
            .contacted({
              contactId: "C-old",
              receivedAt: instant("2026-03-05T10:00:00Z"),
              narrative:
                "On 4 March Robin fell from the trampoline when the net gave way; the lodger had been near it with scissors.",
            })
            .contacted({
              contactId: "C-late",
              receivedAt: instant("2026-03-20T10:00:00Z"),
              narrative: "Head lice for three weeks.",
            }),
        ],
      ),
      policy,
    );
    expect(result.comparedWith).toBe("C-old");
  });

  test("uncertain names the candidates and asks a question, and compares with nothing", () => {
    const result = triage(aSituation(mail(), [aChild().oneOf("P-1", "P-2").contacted()]), policy);
    expect(result.children).toEqual(["P-1", "P-2"]);
    expect(result.question).toContain("Robin Marlowe");
    expect(result.comparedWith).toBeNull();
  });

  test("windows are London days: 00:17 in summer time is the new day, 29 days after the end", () => {
    const late = mail().receivedAt("2026-09-29T23:17:00Z");
    const result = triage(aSituation(late, [aChild().closedBy("ASTI", "2026-09-01")]), policy);
    expect(result.pathway).toBe("not-recent");
    const before = mail().receivedAt("2026-09-29T22:59:00Z");
    expect(triage(aSituation(before, [aChild().closedBy("ASTI", "2026-09-01")]), policy).pathway).toBe(
      "csc-closure",
    );
  });

  test("every verdict carries reasons that say where", () => {
    for (const pathway of PATHWAYS) {
      for (const [, situation] of scenarios[pathway]) {
        const { because } = triage(situation, policy);
        expect(because.length).toBeGreaterThan(0);
        for (const { rule, found, where } of because)
          expect([rule, found, where].every((text) => text !== "")).toBe(true);
      }
    }
  });
});
