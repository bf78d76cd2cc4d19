import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigFaults } from "../../../worker/config/yaml.ts";
import { loadConfig } from "../../../worker/config.ts";

const SHIPPED = readFileSync(new URL("../../../config/triage.yaml", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "triage-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The shipped configuration with something else in it. */
async function load(change: (yaml: string) => string) {
  const file = join(folder, "triage.yaml");
  writeFileSync(file, change(SHIPPED));
  return loadConfig(file);
}

async function faultsOf(change: (yaml: string) => string): Promise<readonly string[]> {
  try {
    await load(change);
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults;
    throw error;
  }
  return [];
}

describe("config/triage.yaml", () => {
  test("as it is shipped: automatic, our store is the record, every letter goes as mail", async () => {
    const { policy } = await loadConfig();
    expect(policy).toMatchObject({
      mode: "automatic",
      record: "store",
      contactList: "store",
      subjectMode: "amended_copy",
      reviewWindowDays: 28,
      extractMaxAgeHours: 24,
      undoMinutes: 15,
      letterRoutes: [],
    });
  });

  test("how letters travel, by domain (LET-08), as its example shows", async () => {
    const { policy } = await load((yaml) =>
      yaml.replace(/^# (letter_routes:| {2}- to:.*| {4}by:.*| {4}keyword:.*)$/gm, "$1"),
    );
    expect(policy.letterRoutes).toEqual([
      { to: ["*.nhs.example", "wmp.example"], by: "mail" },
      { to: ["*"], by: "keyword", keyword: "[ENCRYPT]" },
    ]);
  });

  test.each([
    ["a keyword without its word", 'letter_routes: [{ to: ["*"], by: keyword }]', "letter_routes"],
    ["a way that there is none of", 'letter_routes: [{ to: ["*"], by: pigeon }]', "letter_routes"],
    ["a route to nowhere", "letter_routes: [{ to: [], by: mail }]", "letter_routes"],
    ["a key that means nothing", "letter_rutes: []", "letter_rutes"],
  ])("%s is a fault that names file, line and key", async (_, line, key) => {
    const faults = await faultsOf((yaml) => `${yaml}\n${line}\n`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/triage\.yaml:\d+/);
    expect(faults[0]).toContain(key);
  });

  test("the out-of-hours address has to be named (Part 0.4)", async () => {
    const faults = await faultsOf((yaml) => yaml.replace(/^ {2}out_of_hours:.*\n/m, ""));
    expect(faults.join()).toContain("out_of_hours");
  });
});
