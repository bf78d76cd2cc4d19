import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instant } from "../../rules/time.ts";
import { loadConfig } from "../../worker/config.ts";
import { openDocumentReader } from "../../worker/documents/reader.ts";
import type { Records } from "../../worker/ports.ts";
import { importExtract } from "../../worker/records/import.ts";
import { openSnapshot } from "../../worker/records/snapshot.ts";
import { understoodOf } from "../../worker/stages/understood.ts";
import { understandContent } from "../../worker/understand.ts";

const demo = (path: string) => new URL(`../../demo/${path}`, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "triage-alone-"));
const recordsFile = join(folder, "records.sqlite");
const { policy } = await loadConfig();
const now = instant("2026-11-17T09:30:00Z");
const reader = openDocumentReader({ processes: 1, knowing: { policy, recordsFile } });
let records: Records;

beforeAll(async () => {
  await importExtract(demo("records"), recordsFile, { strict: true });
  records = openSnapshot(recordsFile);
});
afterAll(async () => {
  await reader.close();
  records.close();
  rmSync(folder, { recursive: true });
});

describe("what a reading process works out by itself", () => {
  test.each(readdirSync(demo("mail")))("is what this process would: %s", async (file) => {
    const raw = readFileSync(demo(`mail/${file}`));
    const foundRecentByBss = false;
    const { content, facts, alone } = await reader.readAndWorkOut(raw, now, {
      policy: policy.readMail,
      alone: { now, foundRecentByBss },
    });
    const people: string[] = [];
    const here = await understandContent(
      content,
      {
        records,
        ownContacts: (ids) => {
          people.push(...ids);
          return [];
        },
        foundRecentByBss,
        now,
      },
      policy,
    );
    expect(facts).toEqual(here.facts);
    expect(alone).toEqual({ understood: understoodOf(here, policy, foundRecentByBss), people });
  });

  test("is missing where it fails, and what was read is there all the same", async () => {
    const raw = readFileSync(demo("mail/02-same-evening.eml"));
    const broken = {} as typeof policy.readMail;
    const { content, facts, alone } = await reader.readAndWorkOut(raw, now, { policy: broken });
    expect(content).toEqual(await reader.read(raw, now));
    expect([facts, alone]).toEqual([null, null]);
  });
});
