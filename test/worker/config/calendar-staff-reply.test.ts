import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCalendar } from "../../../worker/config/calendar.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { loadStaff } from "../../../worker/config/staff.ts";
import { ConfigFaults } from "../../../worker/config/yaml.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "config-"));
  for (const file of ["calendar.yaml", "bank-holidays.json", "staff.yaml", "reply.yaml"])
    cpSync(join("config", file), join(dir, file));
});
afterEach(() => rmSync(dir, { recursive: true }));

function edit(file: string, from: string, to: string): void {
  const path = join(dir, file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

function faultsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults.map((fault) => fault.replace(`${dir}/`, ""));
    throw error;
  }
  return [];
}

describe("calendar.yaml and bank-holidays.json", () => {
  test.each([
    [
      "an impossible time",
      "fri: 16:15",
      "fri: 25:15",
      /^calendar\.yaml:11 ends_at\.fri: expected a time as HH:MM$/,
    ],
    ["an unknown key", "overrides: []", "overides: []", /^calendar\.yaml:20 overides: no such setting$/],
    [
      "a day that closes too early",
      "fri: 16:15",
      "fri: 09:15",
      /^calendar\.yaml:11 ends_at\.fri: expected 10:00 or later$/,
    ],
    [
      "a morning that ends before it starts",
      "morning_ends_at: 12:00",
      "morning_ends_at: 07:00",
      /^calendar\.yaml:5 morning_ends_at: expected a time after starts_at$/,
    ],
    [
      "an override that says nothing",
      "overrides: []",
      "overrides:\n  - date: 2026-12-24\n    why: x",
      /^calendar\.yaml:21 overrides\[0\]: expected either closed: true or closes_at$/,
    ],
    [
      "no day",
      "overrides: []",
      "overrides:\n  - date: 2026-02-30\n    closed: true\n    why: x",
      /^calendar\.yaml:21 overrides\[0\]\.date: expected a day as YYYY-MM-DD$/,
    ],
    ["broken YAML", "overrides: []", "overrides: [", /^calendar\.yaml:\d+: /],
  ])("%s is named with file, line and key", (_, from, to, fault) => {
    edit("calendar.yaml", from, to);
    const faults = faultsOf(() => loadCalendar(dir));
    expect(
      faults.some((found) => fault.test(found)),
      faults.join("\n"),
    ).toBe(true);
  });

  test("overrides are read", () => {
    edit(
      "calendar.yaml",
      "overrides: []",
      "overrides:\n  - { date: 2026-12-24, closes_at: 13:00, why: Christmas Eve }\n  - { date: 2026-12-29, closed: true, why: closure }",
    );
    expect([...loadCalendar(dir).overrides]).toEqual([
      ["2026-12-24", { closesAt: "13:00" }],
      ["2026-12-29", { closed: true }],
    ]);
  });

  test("Scottish and Northern Irish days of the GOV.UK file are not loaded (DL-02)", () => {
    const path = join(dir, "bank-holidays.json");
    const file = JSON.parse(readFileSync(path, "utf8"));
    const event = { title: "2nd January", date: "2026-01-02", notes: "", bunting: true };
    writeFileSync(path, JSON.stringify({ ...file, scotland: { division: "scotland", events: [event] } }));
    expect(loadCalendar(dir).bankHolidays.has(event.date as never)).toBe(false);
  });

  test("a missing file is named", () => {
    rmSync(join(dir, "bank-holidays.json"));
    expect(faultsOf(() => loadCalendar(dir))).toEqual(["bank-holidays.json: cannot be read: ENOENT"]);
    expect(loadCalendar(dir, "config").bankHolidays.size).toBe(32);
  });
});

describe("staff.yaml", () => {
  test("as shipped has everyone the routes need, by the order of the file", () => {
    const staff = loadStaff(dir);
    expect(staff.map(({ id }) => id).slice(0, 3)).toEqual(["tm-1", "tm-2", "tm-3"]);
    expect(staff.every(({ email }) => email.endsWith(".example"))).toBe(true);
    expect(staff.find(({ id }) => id === "sp-2")?.pattern).toEqual({
      mon: "off",
      tue: "day",
      wed: "day",
      thu: "day",
      fri: "morning",
    });
  });

  test.each([
    [
      "an address that is none",
      "gareth.pryce@trust.example",
      "gareth.pryce",
      /^staff\.yaml:\d+ staff\[1\]\.email: Invalid email/,
    ],
    ["the same id twice", "id: tm-2", "id: tm-1", /^staff\.yaml:\d+ staff\[1\]\.id: the same one twice$/],
    [
      "a role that is none",
      "roles: [team-manager]\n    takes",
      "roles: [boss]\n    takes",
      /^staff\.yaml:\d+ staff\[1\]\.roles\[0\]: /,
    ],
    [
      "nobody of a role without which nobody could be asked",
      "roles: [team-manager, duty-manager]",
      "roles: [team-manager]",
      /^staff\.yaml:\d+ staff: expected at least one duty-manager$/,
    ],
    [
      "leave that ends before it starts",
      "pattern: { wed: off }",
      "leave: [{ from: 2026-04-02, until: 2026-04-01 }]",
      /^staff\.yaml:\d+ staff\[2\]\.leave\[0\]\.until: expected a day on or after from$/,
    ],
    [
      "a misspelt key",
      "takes_contacts: false",
      "take_contacts: false",
      /^staff\.yaml:\d+ staff\[5\]\.take_contacts: no such setting$/,
    ],
  ])("%s is named with file, line and key", (_, from, to, fault) => {
    edit("staff.yaml", from, to);
    const faults = faultsOf(() => loadStaff(dir));
    expect(
      faults.some((found) => fault.test(found)),
      faults.join("\n"),
    ).toBe(true);
  });
});

describe("reply.yaml", () => {
  test.each([
    [
      "a phrase of which nothing must be there",
      "    - nfa $",
      '    - "[nfa]"',
      /^reply\.yaml:\d+ says\.no-contact\[\d+\]: Cannot read the phrase "\[nfa\]"/,
    ],
    ["a list left out", "retractions:", "retraction:", /^reply\.yaml:\d+ retraction: no such setting$/],
  ])("%s is named with file, line and key", (_, from, to, fault) => {
    edit("reply.yaml", from, to);
    const faults = faultsOf(() => loadReplyPolicy(dir));
    expect(
      faults.some((found) => fault.test(found)),
      faults.join("\n"),
    ).toBe(true);
  });
});
