import type { Pathway } from "../rules/situation.ts";
import type { Instant } from "../rules/time.ts";

/**
 * Every line the worker logs and everything it counts. Ids only: no name, address or word of a mail (SAF-23).
 */
export type WorkerEvent =
  | { readonly name: "started"; readonly mode: string; readonly marks: string }
  | { readonly name: "stopped" }
  | { readonly name: "taken-in"; readonly message: string; readonly folder: string; readonly bytes: number }
  | { readonly name: "listed"; readonly message: string; readonly because: string }
  | {
      readonly name: "classified";
      readonly message: string;
      readonly item: string | null;
      readonly pathway: Pathway;
      readonly urgent: boolean;
      readonly children: number;
    }
  | { readonly name: "needs-attention"; readonly message: string; readonly reason: string }
  | { readonly name: "joined"; readonly message: string; readonly item: string }
  | { readonly name: "moved"; readonly message: string; readonly from: string; readonly to: string }
  | { readonly name: "found-moved"; readonly message: string; readonly to: string | null }
  | {
      readonly name: "asked";
      readonly item: string;
      readonly staff: string;
      readonly as: string;
      readonly dueAt: Instant;
    }
  | { readonly name: "owner-asked"; readonly item: string; readonly staff: string | null }
  | {
      readonly name: "reply";
      readonly message: string;
      readonly item: string | null;
      readonly staff: string | null;
      readonly result: string;
    }
  | { readonly name: "reply-refused"; readonly message: string; readonly because: string }
  | {
      readonly name: "decided";
      readonly item: string;
      readonly staff: string;
      readonly decisions: readonly string[];
    }
  | {
      readonly name: "contact-opened";
      readonly item: string;
      readonly cases: readonly string[];
      readonly assignee: string | null;
    }
  | {
      readonly name: "letter-sent";
      readonly kind: string;
      readonly item: string | null;
      readonly recipient: string;
    }
  | { readonly name: "letter-held"; readonly item: string; readonly because: string }
  | { readonly name: "filed"; readonly item: string; readonly message: string; readonly folder: string }
  | { readonly name: "rang"; readonly timer: string; readonly kind: string }
  | {
      readonly name: "effect-failed";
      readonly effect: string;
      readonly kind: string;
      readonly error: string;
      readonly again: boolean;
    }
  | { readonly name: "away"; readonly what: "mailbox" | "post" | "redis"; readonly error: string }
  | { readonly name: "back"; readonly what: "mailbox" | "post" | "redis" }
  | {
      readonly name: "difference";
      readonly folder: string;
      readonly missing: number;
      readonly unknown: number;
    }
  | { readonly name: "error"; readonly where: string; readonly error: string };

export type Emit = (event: WorkerEvent) => void;

/** What went wrong, fit for a log: the error's kind and our own words. A foreign message may quote a mail. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  return `${error.name}${code}`;
}
