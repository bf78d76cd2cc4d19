import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { drawInto } from "../../../worker/cases/document.ts";
import { workCsv } from "../../../worker/cases/print.ts";
import { run as runCase } from "../../../worker/cli/case.ts";
import { run as runWorkflows } from "../../../worker/cli/workflows.ts";
import { SHIPPED_CONFIG } from "../../../worker/config/workflows.ts";
import { ConfigFaults } from "../../../worker/config/yaml.ts";
import { DEFINITIONS } from "../../rules/case-workflow/a-case.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "case-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function heard(work: () => Promise<number>): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const hear = (to: "out" | "err") => (chunk: unknown) => {
    said[to] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(hear("out")),
    vi.spyOn(process.stderr, "write").mockImplementation(hear("err")),
  ];
  try {
    return { code: await work(), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
const triage = (...args: string[]) => heard(() => runCase([...args, "--data", folder]));
const json = async (...args: string[]) => JSON.parse((await triage(...args, "--json")).out);
const workflows = (...args: string[]) => heard(() => runWorkflows(args));

describe("triage case", () => {
  test("opens, moves, records, shows and tells the history, by names and by codes", async () => {
    const opened = await json("open", "perpetrator");
    expect(opened).toMatchObject({
      ok: true,
      id: "CASE-000001",
      status: { code: "01", name: "Referral Entered" },
    });
    expect((await json("move", "CASE-000001", "Contact Client")).status.code).toBe("02");
    expect((await json("move", "1", "03")).status.name).toBe("Assessment");
    expect(await json("record", "1", "perp initial assessment")).toMatchObject({
      ok: true,
      events: [{ service: "PERP_INITIAL_ASSESSMENT", label: "Perp Initial Assessment", complete: true }],
    });
    expect(await json("show", "1")).toMatchObject({
      id: "CASE-000001",
      status: { code: "03" },
      records: [{ id: "R1", service: "Perp Initial Assessment", complete: true }],
    });
    expect((await json("history", "1")).map((entry: { type: string }) => entry.type)).toEqual([
      "case-opened",
      "case-moved",
      "case-moved",
      "service-recorded",
    ]);
    expect(await json("list")).toMatchObject([{ id: "CASE-000001", workflow: "perpetrator", code: "03" }]);
  });

  test("a refusal exits 1, says what is missing and what is possible, on stderr, and with --json on stdout alone", async () => {
    await triage("open", "perpetrator");
    const refused = await triage("move", "1", "05");
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(
      /refused: 01 Referral Entered does not lead to 05 Attending[\s\S]*possible: 02 Contact Client \(expected\); 91/,
    );
    const asJson = await triage("move", "1", "05", "--json");
    expect(asJson).toMatchObject({ code: 1, err: "" });
    expect(JSON.parse(asJson.out)).toMatchObject({
      ok: false,
      id: "CASE-000001",
      refusal: { code: "not-in-table", rules: ["PST-04"] },
    });
    expect((await json("history", "1")).at(-1)).toMatchObject({ type: "command-refused" });
  });

  test("a refused opening leaves no case, and its number is free", async () => {
    expect(await triage("open", "youth-programme", "--responsible", "w")).toMatchObject({ code: 1 });
    expect(await json("list")).toEqual([]);
    expect((await json("open", "perpetrator")).id).toBe("CASE-000001");
  });

  test.each([
    [
      ["open", "gardening"],
      "no workflow 'gardening'; there are: contact, perpetrator, protective-intervention, victim, youth-programme",
    ],
    [["list", "--status", "05"], "--status needs --workflow"],
    [["list", "--role", "king"], "'king' is no role of any workflow"],
    [["open", "perpetrator", "--field", "origin"], "expected name=value"],
    [["worklist", "victim", "upshot"], "no worklist 'upshot' of 'victim'; there are: youth-programme upshot"],
  ])("%j is a wrong call: exit 2 and one sentence", async (args, words) => {
    const answer = await triage(...args);
    expect(answer).toMatchObject({ code: 2, out: "" });
    expect(answer.err).toContain(words);
  });

  test("an unknown option is refused by commander", async () => {
    await expect(triage("show", "1", "--nosuch")).rejects.toMatchObject({ code: "commander.unknownOption" });
  });

  test("no such case: exit 1", async () => {
    for (const args of [
      ["show", "9"],
      ["history", "9"],
      ["move", "9", "02"],
    ])
      expect(await triage(...args)).toMatchObject({ code: 1 });
  });

  test("a manager overrides under the short name of the role", async () => {
    await triage("open", "perpetrator");
    for (const to of ["02", "04"]) await triage("move", "1", to, "--reason", "x");
    expect((await triage("move", "1", "05", "--override", "--reason", "x")).code).toBe(1);
    expect(await json("move", "1", "05", "--override", "--reason", "x", "--role", "manager")).toMatchObject({
      ok: true,
      events: [{ kind: "override" }],
    });
  });

  test("step, set, assign, task, link and due", async () => {
    await triage("open", "perpetrator");
    await triage("open", "victim", "--link", "perpetrator=1");
    await triage("record", "2", "Case Note", "--start");
    expect(await json("step", "2", "R1", "--state", "complete", "--field", "text=hello")).toMatchObject({
      ok: true,
      events: [{ from: "started", state: "complete" }],
    });
    expect(await json("set", "2", "--field", "support_frequency=weekly")).toMatchObject({ ok: true });
    expect(await json("assign", "2", "worker-5")).toMatchObject({ ok: true });
    await triage("move", "1", "98", "--reason", "x");
    expect((await triage("show", "2")).out).toMatch(
      /T1 The linked programme is ending or has ended: client advised \|/,
    );
    expect(await json("task", "2", "T1", "--outcome", "noted")).toMatchObject({ ok: true });
    expect(await triage("link", "2", "1", "--as", "perpetrator")).toMatchObject({ code: 1 });
    expect((await triage("due")).out).toBe("nothing is due\n");
  });

  test("the worklist of contacts not entered in UPSHOT, with ages, and as a file for entry (YV-11)", async () => {
    const fields = [
      "date_of_birth=2008-01-01",
      "source=PMI",
      "organisation=o",
      "referred_by=r",
      "referred_on=2026-01-01",
      "referral_reason=x",
    ];
    await triage(
      "open",
      "youth-programme",
      "--responsible",
      "officer-1",
      ...fields.flatMap((field) => ["--field", field]),
    );
    const contact = [
      "contact_at=2026-03-01T14:00:00Z",
      "place_or_mode=home",
      "by_role=CCMO",
      "purpose==1+1",
      'content=said "yes"',
    ];
    await triage("record", "1", "Client contact", ...contact.flatMap((field) => ["--field", field]));
    expect(await json("worklist", "youth-programme", "upshot")).toMatchObject([
      { caseId: "CASE-000001", record: "R2", ageDays: 0, fields: { by_role: "CCMO" } },
    ]);
    const csv = (await triage("worklist", "youth-programme", "upshot", "--csv")).out.split("\r\n");
    expect(csv[0]).toBe(
      '"case","record","contact_at","place_or_mode","by_role","process_step","purpose","content","client_response","actions","next_contact_on"',
    );
    expect(csv[1]).toContain(`"'=1+1","said ""yes"""`);
    await triage(
      "step",
      "1",
      "R2",
      "--state",
      "entered",
      "--field",
      "upshot_entered_on=2026-03-02",
      "--field",
      "upshot_entered_by=officer-1",
    );
    expect(await json("worklist", "youth-programme", "upshot")).toEqual([]);
  });
});

test("a cell that a spreadsheet would run begins with an apostrophe", () => {
  const row = {
    caseId: "CASE-1",
    record: "R1",
    recordedAt: "2026-03-02T10:00:00.000Z",
    fields: { a: "@SUM(A1)", b: "-1", c: "plain" },
  };
  expect(workCsv([row as never])).toBe(
    `"case","record","a","b","c"\r\n"CASE-1","R1","'@SUM(A1)","'-1","plain"\r\n`,
  );
});

describe("triage workflows", () => {
  test("NAME --json has the keys that scripts rely on", async () => {
    const { out, code } = await workflows("victim", "--json");
    const value = JSON.parse(out);
    expect(code).toBe(0);
    expect(value.name).toBe("victim");
    expect(value.statuses[1]).toMatchObject({
      code: "02",
      name: "Contact Client",
      services: ["Case Note", "Client Contacted", "Contact Attempt", "External Referral", "Record Consent"],
      transitions: [
        { to: "Assessment", kind: "expected" },
        { to: "Dormant", kind: "other" },
        { to: "Referral Issues", kind: "other" },
        { to: "Closure", kind: "other" },
        { to: "Declined Engagement", kind: "inferred" },
      ],
    });
    expect(value.statuses.at(-2)).toMatchObject({
      code: "98",
      services: ["Case Note", "Update Referrer", "Closure Checklist"],
      inferredServices: ["Safe Lives Assessment", "Evaluation"],
    });
    expect(value.statuses.at(-1)).toMatchObject({ code: null, name: "Closed", transitions: [] });
  });

  test("--check says that all is well, exit 0", async () => {
    expect(await workflows("--check")).toMatchObject({ code: 0, out: "" });
  });

  test("--mermaid draws one", async () => {
    expect((await workflows("perpetrator", "--mermaid")).out).toContain('s0["01 Referral Entered"]');
  });

  test("an unknown name is a wrong call", async () => {
    expect(await workflows("gardening")).toMatchObject({ code: 2, out: "" });
  });

  test("a definition that makes no sense is refused with every fault, each with file and line", async () => {
    cpSync(join(SHIPPED_CONFIG, "workflows"), folder, { recursive: true });
    const file = join(folder, "perpetrator.yaml");
    const text = readFileSync(file, "utf8")
      .replace('{ to: "91", kind: other }', '{ to: "19", kind: other }')
      .replace("services: [CASE_NOTE, UPDATE_REFERRER]", "services: [CASE_NOTE, UPDATE_REFERER]");
    writeFileSync(file, text);
    const error = await workflows("--check", "--dir", folder).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConfigFaults);
    const line = (needle: string) =>
      text.split("\n").findIndex((candidate) => candidate.includes(needle)) + 1;
    const faults = (error as ConfigFaults).faults.map((fault) => fault.replace(`${folder}/`, ""));
    expect(faults).toEqual([
      `perpetrator.yaml:${line("UPDATE_REFERER]")} statuses[0].services[1]: no service 'UPDATE_REFERER'`,
      `perpetrator.yaml:${line('to: "19"')} statuses[0].moves[1].to: no status '19'`,
    ]);
  });
});

test("docs/workflows.md holds the tables and drawings of the definitions as they are", () => {
  const file = new URL("../../../docs/workflows.md", import.meta.url);
  const text = readFileSync(file, "utf8");
  for (const name of DEFINITIONS.keys()) expect(text).toContain(`<!-- workflow: ${name} -->`);
  expect(drawInto(text, DEFINITIONS), "run: triage workflows --write docs/workflows.md").toBe(text);
});
