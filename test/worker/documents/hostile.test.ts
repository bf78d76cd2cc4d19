import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { openDocumentReader, UnreadableMailError } from "../../../worker/documents/reader.ts";
import { endlessPdf, hostileMails } from "../../mail/reading/hostile.ts";
import { mail, RECEIVED } from "../../mail/reading/mails.ts";

const reader = openDocumentReader({ processes: 1 });
afterAll(() => reader.close());

describe("a mail made to hurt its reader", async () => {
  for (const { name, raw, part, reasons } of await hostileMails()) {
    test(`${name}: ends in a stated part within ten seconds, and the next mail goes on`, {
      timeout: 20_000,
    }, async () => {
      await reader.read(await mail({ text: "The mail before." }), RECEIVED);
      const before = residentOfChildren();
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, residentOfChildren());
      }, 20);
      const started = performance.now();
      const content = await reader.read(raw, RECEIVED).finally(() => clearInterval(watch));
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(peak - before).toBeLessThan(300 * 1024 * 1024);

      const found = content.parts.find(({ where }) => where === part);
      expect(content.parts.map(({ where }) => where)).toContain(part);
      expect(reasons).toContain(found?.reason);
      for (const each of content.parts) {
        if (each.status === "read") expect(each.reason).toBeNull();
        else expect(each.reason).toMatch(/^(?:password|corrupt|link only|picture|too large|unsupported)$/);
      }
      const next = await reader.read(await mail({ text: "The next mail." }), RECEIVED);
      expect(next.parts[0]).toMatchObject({
        status: "read",
        text: expect.stringContaining("The next mail."),
      });
    });
  }
});

describe("the reading process", () => {
  test("keeps the words of a mail whose attachment never ends", { timeout: 20_000 }, async () => {
    const short = openDocumentReader({ processes: 1, limits: { timeMs: 900 } });
    try {
      const slow = await mail({
        text: "The words.",
        attachments: [{ fileName: "words.pdf", content: endlessPdf() }],
      });
      const content = await short.read(slow, RECEIVED);
      expect(content.parts[0]).toMatchObject({ where: "body", status: "read" });
      expect(content.parts[1]).toMatchObject({
        where: "attachment words.pdf",
        status: "unreadable",
        reason: "too large",
      });
    } finally {
      await short.close();
    }
  });

  test("is ended when it holds too much memory, and a mail that still cannot be read is refused by name", async () => {
    const tiny = openDocumentReader({ processes: 1, limits: { residentBytes: 1024 } });
    try {
      await expect(tiny.read(await mail({ text: "x" }), RECEIVED)).rejects.toThrow(UnreadableMailError);
      await expect(tiny.read(await mail({ text: "Orla Brennock" }), RECEIVED)).rejects.toThrow(
        /^Cannot read a mail of \d+ bytes: too large$/,
      );
    } finally {
      await tiny.close();
    }
  });

  test("reads several mails at once, more than it has processes", async () => {
    const two = openDocumentReader({ processes: 2 });
    try {
      const contents = await Promise.all(
        ["one", "two", "three", "four", "five"].map(async (word) =>
          two.read(await mail({ text: word }), RECEIVED),
        ),
      );
      expect(contents.map(({ parts }) => parts[0]?.text.trim())).toEqual([
        "one",
        "two",
        "three",
        "four",
        "five",
      ]);
    } finally {
      await two.close();
    }
  });
});

/** Bytes resident of the processes that this one has started. */
function residentOfChildren(): number {
  const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ");
  return pids.reduce((sum, pid) => sum + (pid === "" ? 0 : residentOf(pid)), 0);
}

function residentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
  } catch {
    // it has just ended
    return 0;
  }
}
