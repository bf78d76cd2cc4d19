import { describe, expect, test } from "vitest";
import { localTime } from "../../rules/calendar.ts";
import { type ContactTurn, chooseAssignee } from "../../rules/choose-assignee.ts";
import type { StaffMember } from "../../rules/staff.ts";
import { plainDate } from "../../rules/time.ts";
import { loadCalendar } from "../../worker/config/calendar.ts";
import { aMember } from "../builders/staff.ts";

const calendar = loadCalendar("config");
const now = localTime(plainDate("2026-03-25"), "10:00");
const turn = (staffId: string, hour: number, outOfTurn = false): ContactTurn => ({
  staffId,
  at: localTime(plainDate("2026-03-24"), `${String(hour).padStart(2, "0")}:00`),
  outOfTurn,
});
const able = (id: string, more: Partial<StaffMember> = {}) => aMember(id, { takesContacts: true, ...more });
const list = [able("a"), able("b"), able("c"), able("d")];
const give = (adviser: string | null, staff: readonly StaffMember[], turns: readonly ContactTurn[] = []) =>
  chooseAssignee(adviser, now, staff, turns, [], calendar);

describe("the BSS list (CASS-40)", () => {
  test("is a ring in the order of the file", () => {
    const turns: ContactTurn[] = [];
    for (let hour = 8; hour < 17; hour++) {
      const { assignee, outOfTurn } = give(null, list, turns);
      turns.push(turn(assignee!.id, hour, outOfTurn));
    }
    expect(turns.map(({ staffId }) => staffId).join("")).toBe("abcdabcda");
  });

  test("passes over who is not able or not in work, and says why; they wait for the next round", () => {
    const staff = [
      able("a", { takesContacts: false }),
      able("b", { leave: [{ from: plainDate("2026-03-25"), until: null }] }),
      able("c"),
      able("d"),
    ];
    expect(give(null, staff)).toMatchObject({
      assignee: { id: "c" },
      passedOver: [
        { staffId: "a", why: "is not able to take contacts" },
        { staffId: "b", why: "is away until further notice" },
      ],
    });
    expect(give(null, list, [turn("c", 9)]).assignee?.id).toBe("d");
  });

  test("nobody able: nobody is named, and it is said", () => {
    const none = list.map((member) => ({ ...member, takesContacts: false }));
    expect(give(null, none)).toMatchObject({
      assignee: null,
      because: expect.stringContaining("Nobody on the list"),
    });
  });
});

describe("the adviser first (CASS-41)", () => {
  test("where on the list and able: out of turn, to the back, the others in their order", () => {
    expect(give("c", list)).toMatchObject({ assignee: { id: "c" }, outOfTurn: true });
    const turns = [turn("c", 9, true)];
    const given: string[] = [];
    for (let hour = 10; hour < 14; hour++) {
      const { assignee } = give(null, list, turns);
      given.push(assignee!.id);
      turns.push(turn(assignee!.id, hour));
    }
    expect(given.join("")).toBe("abdc");
  });

  test("whose turn it is anyway takes it in turn", () => {
    expect(give("a", list)).toMatchObject({ assignee: { id: "a" }, outOfTurn: false });
  });

  test.each([
    ["not on the list, as an Early Help Manager", "ehm", []],
    ["not able", "c", [{ staffId: "c", why: "is not able to take contacts" }]],
  ])("%s: the next on the list", (_, adviser, passedOver) => {
    const staff = [
      able("a"),
      able("c", { takesContacts: false }),
      aMember("ehm", { roles: ["early-help-manager"] }),
    ];
    expect(give(adviser, staff)).toMatchObject({ assignee: { id: "a" }, passedOver });
  });
});
