import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { openDocumentReader, UnreadableMailError } from "../../../worker/documents/reader.ts";
import { endlessPdf, hostileMails } from "../../mail/reading/hostile.ts";
import { mail, RECEIVED } from "../../mail/reading/mails.ts";

const readMailPolicy = loadReadMailPolicy("config");
const reader = openDocumentReader({ processes: 1 });
afterAll(() => reader.close());

/** What a mail may cost on a machine that does nothing else, in milliseconds of processor time. */
const MOST_CPU_MS = 10_000;
/** Where other work takes the processors, a mail waits for its turn; it is not lost for that. */
const TIMEOUT = { timeout: 120_000 };

describe("a mail made to hurt its reader", async () => {
  for (const { name, raw, part, reasons } of await hostileMails()) {
    test(
      `${name}: ends in a stated part within ten seconds of work, and the next mail goes on`,
      TIMEOUT,
      async () => {
        await reader.read(await mail({ text: "The mail before." }), RECEIVED);
        const before = residentOfChildren();
        let peak = before;
        const watch = setInterval(() => {
          peak = Math.max(peak, residentOfChildren());
        }, 20);
        const cpuBefore = cpuOfChildren();
        const content = await reader.read(raw, RECEIVED).finally(() => clearInterval(watch));
        expect(cpuOfChildren() - cpuBefore).toBeLessThan(MOST_CPU_MS);
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
      },
    );
  }
});

describe("the reading process", () => {
  test(
    "never gives one mail's words for another's, however many are read and whichever dies",
    TIMEOUT,
    async () => {
      const two = openDocumentReader({ processes: 2, limits: { cpuMs: 900 } });
      const endless = endlessPdf();
      try {
        const each = Array.from({ length: 40 }, async (_, at) => {
          const attachments = at % 10 === 3 ? [{ fileName: "words.pdf", content: endless }] : [];
          const raw = await mail({ text: `Words of mail ${at}.`, attachments });
          const { content, facts } =
            at % 2 === 0
              ? { content: await two.read(raw, RECEIVED), facts: null }
              : await two.readAndWorkOut(raw, RECEIVED, { policy: readMailPolicy });
          expect(content.parts[0]?.text.trim()).toBe(`Words of mail ${at}.`);
          if (facts) expect(facts.chain[0]?.text).toContain(`Words of mail ${at}.`);
        });
        await Promise.all(each);
      } finally {
        await two.close();
      }
    },
  );

  test("keeps the words of a mail whose attachment never ends", TIMEOUT, async () => {
    const short = openDocumentReader({ processes: 1, limits: { cpuMs: 900 } });
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

  test("waits for a process that the machine does not let run: time that was not worked is not counted", async () => {
    const others = childPids();
    const patient = openDocumentReader({ processes: 1, limits: { cpuMs: 1_000 } });
    try {
      const reading = patient.read(await mail({ text: "The words." }), RECEIVED);
      const [pid] = await startedSince(others);
      process.kill(pid as number, "SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      process.kill(pid as number, "SIGCONT");
      const { parts } = await reading;
      expect(parts).toMatchObject([{ where: "body", status: "read" }]);
      expect(childPids()).toContain(pid);
    } finally {
      await patient.close();
    }
  });

  test(
    "ends a process that stands still at last, and the mail's words are read by another",
    TIMEOUT,
    async () => {
      const others = childPids();
      const impatient = openDocumentReader({ processes: 1, limits: { wallMs: 2_500 } });
      try {
        const reading = impatient.read(
          await mail({ text: "The words.", attachments: [{ fileName: "list.csv", content: "a,b" }] }),
          RECEIVED,
        );
        const [pid] = await startedSince(others);
        process.kill(pid as number, "SIGSTOP");
        const { parts } = await reading;
        expect(parts).toMatchObject([
          { where: "body", status: "read", text: expect.stringContaining("The words.") },
          { where: "attachment list.csv", status: "unreadable", reason: "too large" },
        ]);
      } finally {
        await impatient.close();
      }
    },
  );

  test("keeps the beginning of a mail whose body itself is too dear", TIMEOUT, async () => {
    const others = childPids();
    const impatient = openDocumentReader({ processes: 1, limits: { wallMs: 2_500 } });
    try {
      const long = await mail({ text: `The first words.\n${"and more\n".repeat(30_000)}` });
      const reading = impatient.read(long, RECEIVED);
      const stopped: number[] = [];
      for (let turn = 0; turn < 2; turn++) {
        const [pid] = await startedSince([...others, ...stopped]);
        process.kill(pid as number, "SIGSTOP");
        stopped.push(pid as number);
      }
      const { parts } = await reading;
      expect(parts).toMatchObject([
        {
          where: "body",
          status: "partly-read",
          reason: "too large",
          text: expect.stringMatching(/^The first words/),
        },
      ]);
    } finally {
      await impatient.close();
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

/** Waits for a child process beside those already seen. */
async function startedSince(seen: readonly number[]): Promise<number[]> {
  for (;;) {
    const found = childPids().filter((pid) => !seen.includes(pid));
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The processes that this one has started and that still run. */
function childPids(): number[] {
  const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim();
  return pids === "" ? [] : pids.split(" ").map(Number);
}

/** Bytes resident of the processes that this one has started. */
function residentOfChildren(): number {
  return childPids().reduce((sum, pid) => sum + Number(statOf(pid)[21]) * 4096, 0);
}

/** Milliseconds of processor time of the processes that this one has started, also of those that have ended. */
function cpuOfChildren(): number {
  const own = statOf(process.pid);
  const ended = Number(own[13]) + Number(own[14]);
  const running = childPids()
    .map(statOf)
    .reduce((sum, stat) => sum + Number(stat[11]) + Number(stat[12]), 0);
  return (ended + running) * 10;
}

/** The fields of /proc/PID/stat behind the name (proc(5)); zeros where the process has just ended. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return Array.from({ length: 30 }, () => "0");
  }
}
