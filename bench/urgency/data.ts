/** Labelled passages and mails to learn urgency from, and to measure it on. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { piecesOf } from "../../rules/classify/content.ts";
import { tellingSentences } from "../../rules/classify/telling-sentences.ts";
import { sentencesOf } from "../../rules/classify/words.ts";
import type { Policy } from "../../rules/policy.ts";
import type { MailFacts } from "../../rules/read-mail/mail.ts";
import { localDate } from "../../rules/time.ts";
import { explain, openWorld } from "../../worker/cli/explain.ts";
import { openDocumentReader } from "../../worker/documents/reader.ts";
import type { Bag, Example } from "./learn.ts";

export const FOLDER = fileURLToPath(new URL("./", import.meta.url));
const PROJECT = join(FOLDER, "../..");

/** A passage of bench/urgency/passages/: one JSON object a line. */
export interface LabelledPassage extends Example {
  readonly file: string;
  readonly kind: string;
  readonly text: string;
  /** The words that make it urgent, where the writer marked them. */
  readonly quote?: string | undefined;
}

export interface LabelledMail extends Bag {
  readonly folder: string;
  readonly file: string;
  /** Already urgent by the sender's header, word or box, or a phrase that is enough alone: nothing to learn from. */
  readonly stated: boolean;
}

export function readPassages(folder = join(FOLDER, "passages")): LabelledPassage[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .toSorted()
    .flatMap((file) =>
      readFileSync(join(folder, file), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
          const { text, urgent, kind, quote } = JSON.parse(line) as Omit<LabelledPassage, "file" | "passage">;
          return { file, text, urgent, kind, quote, passage: wordsIn(text) };
        }),
    );
}

function wordsIn(text: string): LabelledPassage["passage"] {
  return sentencesOf(text).map(({ words }) => words);
}

/** Danger is also told in one sentence: what a passage is urgent by, and one sentence of each that is not. */
export function sentencesAlone(passages: readonly LabelledPassage[]): Example[] {
  return passages.flatMap(({ urgent, quote, passage }): Example[] => {
    if (urgent)
      return quote === undefined ? [] : [{ urgent, passage: wordsIn(quote), counts: OF_A_SENTENCE }];
    const longest = passage.toSorted((a, b) => b.length - a.length)[0];
    return longest === undefined || passage.length < 2
      ? []
      : [{ urgent, passage: [longest], counts: OF_A_SENTENCE }];
  });
}
const OF_A_SENTENCE = 0.5;

/** The labelled mails of the tests that passages may be learnt from. */
export const MAIL_FOLDERS = [
  "evaluate",
  ...["batch-1", "batch-2", "batch-3", "batch-5", "batch-6"].map((batch) => `unseen/${batch}`),
].map((folder) => join(PROJECT, "test/mail", folder));

export async function readMails(folders: readonly string[], policy: Policy): Promise<LabelledMail[]> {
  const reader = openDocumentReader();
  const mails: LabelledMail[] = [];
  for (const folder of folders) {
    const world = await openWorld(join(folder, "records"), folder, reader);
    for (const line of readFileSync(join(folder, "expected.jsonl"), "utf8").split("\n")) {
      if (line === "") continue;
      const { file, urgent } = JSON.parse(line) as { file: string; urgent: boolean };
      const { facts, triage } = await explain(join(folder, "mail", file), world, policy);
      const stated = triage.urgentBecause.some(({ found }) => !found.startsWith("danger by its words"));
      mails.push({ folder, file, urgent, stated, pieces: piecesIn(facts, policy) });
    }
    await world.close();
  }
  await reader.close();
  return mails;
}

const CALM_DECISIONS = new Set(["information-and-advice", "no-further-action"]);

/** Earlier contacts of the records beside the mails: what a person decided could be answered with advice was not urgent. */
export function readContacts(folders: readonly string[]): (Bag & { folder: string })[] {
  return folders.flatMap((folder) => {
    const rows: Record<string, string>[] = parse(readFileSync(join(folder, "records/contacts.csv")), {
      columns: true,
    });
    return rows
      .filter(({ decision = "" }) => CALM_DECISIONS.has(decision))
      .map(({ narrative = "" }) => ({
        folder,
        urgent: false,
        pieces: [sentencesOf(narrative).map(({ words }) => words)],
      }));
  });
}

function piecesIn(mail: MailFacts, policy: Policy): Bag["pieces"] {
  const receivedOn = localDate(mail.receivedAt);
  return piecesOf({ mail, receivedOn } as Parameters<typeof piecesOf>[0]).map((piece) =>
    tellingSentences(piece, sentencesOf(piece.text), receivedOn, policy.classify.urgency).map(
      ({ words }) => words,
    ),
  );
}
