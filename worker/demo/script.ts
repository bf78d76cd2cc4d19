import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { PATHWAYS, type Pathway } from "../../rules/situation.ts";
import { type Instant, instant } from "../../rules/time.ts";
import { readYaml } from "../config/yaml.ts";
import { headerValue } from "../mailbox/headers.ts";

/** One answer that a scripted person gives to a kind of letter about a sample. */
export interface ScriptedAnswer {
  readonly to: string;
  readonly afterMs: number;
  readonly words: string;
}

/** What must have come of a sample at the end. */
export interface Ending {
  readonly pathway: Pathway;
  readonly folder: string;
  /** On the subject line; null where it is not amended. */
  readonly outcome: string | null;
  readonly decision: string | null;
  /** Kinds of letters that must exist. */
  readonly letters: readonly string[];
}

export interface Sample {
  readonly file: string;
  readonly raw: Buffer;
  /** When it reaches the mailbox: its own Received header. */
  readonly at: Instant;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly answers: readonly ScriptedAnswer[];
  readonly ends: Ending;
}

export interface Script {
  readonly start: Instant;
  readonly end: Instant;
  readonly samples: readonly Sample[];
  readonly recordsDir: string;
}

const schema = z.strictObject({
  start: z.coerce.string(),
  end: z.coerce.string(),
  mails: z.array(
    z.strictObject({
      file: z.string(),
      answers: z
        .array(z.strictObject({ to: z.string(), after: z.string().regex(/^\d+m$/), words: z.string() }))
        .default([]),
      ends: z.strictObject({
        pathway: z.enum(PATHWAYS),
        folder: z.string(),
        outcome: z.string().nullable(),
        decision: z.string().nullable(),
        letters: z.array(z.string()),
      }),
    }),
  ),
});

/** The demo's folder: from worker/demo in a checkout, from dist/worker/demo when built. */
export function demoDir(): string {
  const near = fileURLToPath(new URL("../../demo/", import.meta.url));
  return existsSync(join(near, "script.yaml"))
    ? near
    : fileURLToPath(new URL("../../../demo/", import.meta.url));
}

export function loadScript(dir = demoDir()): Script {
  const read = readYaml(join(dir, "script.yaml"), schema);
  return {
    start: instant(read.start),
    end: instant(read.end),
    recordsDir: join(dir, "records"),
    samples: read.mails.map(({ file, answers, ends }) => {
      const raw = readFileSync(join(dir, "mail", file));
      const received = headerValue(raw, "Received") ?? "";
      return {
        file,
        raw,
        at: instant(received.slice(received.lastIndexOf(";") + 1)),
        messageId: (headerValue(raw, "Message-ID") ?? "").replace(/[<>]/g, ""),
        answers: answers.map(({ to, after, words }) => ({
          to,
          afterMs: Number.parseInt(after, 10) * 60_000,
          words,
        })),
        ends,
      };
    }),
  };
}
