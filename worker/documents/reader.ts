import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import type { MailContent, MailFacts } from "../../rules/read-mail/mail.ts";
import type { ReadMailPolicy } from "../../rules/read-mail/policy.ts";
import type { Instant } from "../../rules/time.ts";
import type { AloneParts, Knowledge, UnderstoodAlone } from "../understand-alone.ts";
import { LIMITS, type Limits } from "./limits.ts";

export interface DocumentReader {
  /**
   * What a mail says, read in a process of its own. A mail that costs too much time or memory is read again without
   * its attachments, which then end as `unreadable`, and at last only the beginning of its body.
   * @throws {UnreadableMailError} where not even that could be read.
   */
  read(raw: Buffer, receivedAt: Instant): Promise<MailContent>;
  /** As `read`, with what that process could work out besides: it takes the work off this one. */
  readAndWorkOut(raw: Buffer, receivedAt: Instant, asked: Asked): Promise<WorkedOut>;
  /** Starts a process before there is anything to read. */
  makeReady(): void;
  /** Ends the processes; what is being read rejects. */
  close(): Promise<void>;
}

export interface Asked {
  /** By what the mail's facts are found. */
  readonly policy: ReadMailPolicy;
  /** The mail's own headers say when it was received; `receivedAt` only where they do not. */
  readonly receiptByHeaders?: boolean;
  /** Also what the mail means by itself; only of a reader that was opened with `knowing`. */
  readonly alone?: AloneParts;
}

export interface WorkedOut {
  readonly content: MailContent;
  /** null where it took too long: to be found by whoever asks. */
  readonly facts: MailFacts | null;
  readonly alone: UnderstoodAlone | null;
}

/** Nothing of a mail could be read: the raw mail must be shown to a person. */
export class UnreadableMailError extends Error {
  override readonly name = "UnreadableMailError";
}

export interface ReadRequest {
  /** Goes back with every answer: what one mail says must never be taken for another's. */
  readonly id: number;
  /** The mail, or as much of it as is looked at. */
  readonly raw: Uint8Array;
  readonly wholeBytes: number;
  readonly receivedAt: string;
  readonly asked: Asked | null;
  readonly limits: Limits;
  readonly leaveAttachments: "too large" | "corrupt" | null;
}

/** First the content; then, where it was asked for, what was worked out. */
export type ReadAnswer = { readonly id: number } & (
  | { readonly content: MailContent }
  | { readonly facts: MailFacts; readonly alone: UnderstoodAlone | null }
  | { readonly error: string }
);

type Ending = WorkedOut | { readonly died: "too large" | "corrupt" };

const WATCH_EVERY_MS = 50;
/** Nobody else needs the memory of a process that reads nothing; starting one takes less than half a second. */
const IDLE_MS = 60_000;
/** Resident beside what a mail takes: what a process knows of policy and records. */
const KNOWLEDGE_BYTES = 120 * 1024 * 1024;
/** A new process has to start before it can read again. */
const LEAST_RETRY_MS = 2_500;
/** The last reading: so little of a mail that no content of it can be dear. */
const LITTLE: Pick<Limits, "bytesIn" | "textChars" | "depth" | "parts" | "headerBytes"> = {
  bytesIn: 4_000_000,
  textChars: 50_000,
  depth: 4,
  parts: 50,
  headerBytes: 64 * 1024,
};
/** The child is this program's own file beside this one, as source or built. */
const CHILD = fileURLToPath(
  new URL(`./reader-child${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url),
);

/**
 * Opens a pool of processes that read mails. They start when first needed, and one that dies is replaced.
 * @param options.processes how many mails are read at once (default 2).
 * @param options.knowing what the processes need to understand mails by themselves.
 */
export function openDocumentReader(
  options: { processes?: number; limits?: Partial<Limits>; knowing?: Knowledge } = {},
): DocumentReader {
  const limits: Limits = { ...LIMITS, ...options.limits };
  const residentBytes = limits.residentBytes + (options.knowing ? KNOWLEDGE_BYTES : 0);
  const most = options.processes ?? 2;
  const idle = new Map<ChildProcess, NodeJS.Timeout>();
  const all = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let requests = 0;
  let closed = false;

  async function take(): Promise<ChildProcess> {
    if (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    if (closed) throw new UnreadableMailError("Cannot read a mail: the reader is closed");
    busy++;
    // the last that came to rest: of two, one may then rest long enough to end
    const child = [...idle.keys()].at(-1);
    if (!child) return start();
    clearTimeout(idle.get(child));
    idle.delete(child);
    return child.connected ? child : start();
  }

  function start(): ChildProcess {
    const cache = getCompileCacheDir();
    const started = fork(CHILD, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      // nothing of our own: an inherited `-e` would run this program again in every child
      execArgv: ["--max-old-space-size=256"],
      env: { ...process.env, NODE_OPTIONS: "", ...(cache ? { NODE_COMPILE_CACHE: cache } : {}) },
    });
    all.add(started);
    started.on("exit", () => {
      all.delete(started);
      idle.delete(started);
    });
    // where that fails, so does the next message, which has somebody to hear of it
    if (options.knowing) started.send(options.knowing, () => {});
    return started;
  }

  function rest(child: ChildProcess): void {
    const retire = () => {
      idle.delete(child);
      child.kill();
    };
    idle.set(child, setTimeout(retire, IDLE_MS).unref());
    // an idle child must not keep the program alive
    child.unref();
    child.channel?.unref();
  }

  function giveBack(child: ChildProcess): void {
    busy--;
    if (child.connected && !closed) rest(child);
    waiting.shift()?.();
  }

  async function readOnce(request: ReadRequest, cpuMs: number): Promise<Ending> {
    const child = await take();
    child.ref();
    child.channel?.ref();
    let watch = watchOver(child, { ...limits, residentBytes, cpuMs });
    try {
      return await new Promise<Ending>((resolve) => {
        let content: MailContent | null = null;
        const settle = (ending: Ending) => {
          child.off("message", onMessage);
          child.off("exit", onExit);
          child.off("error", onExit);
          resolve(ending);
        };
        const onMessage = (answer: ReadAnswer) => {
          if (answer.id !== request.id) return;
          if ("content" in answer) {
            content = answer.content;
            if (!request.asked) return settle({ content, facts: null, alone: null });
            // what can be worked out of it has as much time again, and what was read is safe
            watch.stop();
            watch = watchOver(child, { ...limits, residentBytes, cpuMs });
          } else if (content === null) settle({ died: "corrupt" });
          else if ("facts" in answer) settle({ content, facts: answer.facts, alone: answer.alone });
          else settle({ content, facts: null, alone: null });
        };
        const onExit = () => {
          if (content !== null) return settle({ content, facts: null, alone: null });
          // V8 aborts where its heap is full, so an end that we did not bring about is memory too
          settle({ died: watch.killed || child.signalCode !== null ? "too large" : "corrupt" });
        };
        child.on("message", onMessage);
        child.on("exit", onExit);
        child.on("error", onExit);
        child.send(request, (error) => error && onExit());
      });
    } finally {
      watch.stop();
      giveBack(child);
    }
  }

  async function readSomehow(raw: Buffer, receivedAt: Instant, asked: Asked | null): Promise<WorkedOut> {
    const readWithin = (within: Limits, leaveAttachments: ReadRequest["leaveAttachments"]) =>
      readOnce(
        {
          id: ++requests,
          // of a mail beyond the limit only the beginning is read, so only that is handed over
          raw: raw.length > within.bytesIn ? raw.subarray(0, within.bytesIn / 4) : raw,
          wholeBytes: raw.length,
          receivedAt,
          asked,
          limits: within,
          leaveAttachments,
        },
        leaveAttachments === null ? limits.cpuMs : Math.max(LEAST_RETRY_MS, limits.cpuMs / 2),
      );
    const first = await readWithin(limits, null);
    if ("content" in first) return first;
    const bodyAlone = await readWithin(limits, first.died);
    if ("content" in bodyAlone) return bodyAlone;
    const little = await readWithin({ ...limits, ...LITTLE }, bodyAlone.died);
    if ("content" in little) return little;
    throw new UnreadableMailError(`Cannot read a mail of ${raw.length} bytes: ${little.died}`);
  }

  return {
    async read(raw, receivedAt) {
      return (await readSomehow(raw, receivedAt, null)).content;
    },
    readAndWorkOut: readSomehow,
    makeReady() {
      rest(start());
    },
    async close() {
      closed = true;
      for (const resolve of waiting.splice(0)) resolve();
      await Promise.all([...all].map((child) => end(child)));
    },
  };
}

/** Kills the child when its time is over or it holds too much memory. */
function watchOver(
  child: ChildProcess,
  { cpuMs, wallMs, residentBytes }: Pick<Limits, "cpuMs" | "wallMs" | "residentBytes">,
): { readonly killed: boolean; stop(): void } {
  const before = usageOf(child.pid);
  const state = {
    killed: false,
    stop() {
      clearTimeout(timer);
      clearInterval(interval);
    },
  };
  const kill = () => {
    state.killed = true;
    child.kill("SIGKILL");
  };
  const timer = setTimeout(kill, before === null ? cpuMs : wallMs);
  const interval = setInterval(() => {
    const now = usageOf(child.pid);
    if (now && (now.residentBytes > residentBytes || now.cpuMs - (before?.cpuMs ?? 0) > cpuMs)) kill();
  }, WATCH_EVERY_MS);
  return state;
}

/** What a process has used so far; null where the system does not say (only Linux does: else V8's heap limit holds). */
function usageOf(pid: number | undefined): { readonly cpuMs: number; readonly residentBytes: number } | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // it has just ended
    return null;
  }
  // proc(5): behind the name in brackets, utime and stime are the 12th and 13th field in hundredths, rss the 22nd in pages
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    residentBytes: Number(fields[21]) * 4096,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
