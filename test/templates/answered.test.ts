import { describe, expect, test } from "vitest";
import { readReply } from "../../rules/read-reply/read-reply.ts";
import { questionBack, reminder, reviewRequest } from "../../templates/letters.ts";
import { wrap } from "../../templates/wrap.ts";
import { loadReplyPolicy } from "../../worker/config/reply.ts";
import { aReply } from "../builders/reply.ts";
import { FULL_QUESTION_BACK, FULL_REMINDER, FULL_REVIEW, LEAST_REVIEW } from "./samples.ts";

const policy = loadReplyPolicy("config");
const letters = {
  "a review request": reviewRequest(FULL_REVIEW),
  "a short review request": reviewRequest(LEAST_REVIEW),
  "a reminder": reminder(FULL_REMINDER),
  "a question back": questionBack(FULL_QUESTION_BACK),
};

/** How mail programs put our letter below, or around, what somebody answers. */
const CLIENTS: Readonly<Record<string, (words: string, letter: string, subject: string) => string>> = {
  "Outlook, above": (words, letter, subject) =>
    `${words}\n\nNadia Rahman\nTeam Manager\n\n________________________________\nFrom: CASS <cass@trust.example>\nSent: 09 October 2026 10:02\nTo: Nadia Rahman <nadia.rahman@trust.example>\nSubject: ${subject}\n\n${letter}`,
  "a phone, above": (words, letter) =>
    `${words}\n\nSent from my iPhone\n\n> On 9 Oct 2026, at 10:02, CASS <cass@trust.example> wrote:\n> \n${letter
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n")}`,
  "Gmail, above": (words, letter) =>
    `${words}\n\nOn Fri, 9 Oct 2026 at 10:02, CASS <cass@trust.example> wrote:\n\n${letter
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n")}`,
  "marked lines, below": (words, letter) =>
    `On Fri, 9 Oct 2026 at 10:02, CASS <cass@trust.example> wrote:\n${letter
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n")}\n\n${words}\n`,
  "no mark at all, below": (words, letter, subject) =>
    `From: CASS <cass@trust.example>\nSent: 09 October 2026 10:02\nTo: Nadia Rahman <nadia.rahman@trust.example>\nSubject: ${subject}\n\n${letter}\n\n${words}\n`,
};

const rows = Object.entries(letters).flatMap(([name, letter]) =>
  Object.entries(CLIENTS).map(([client, quoting]) => [name, client, letter, quoting] as const),
);

describe.each(rows)("an answer to %s (%s)", (_, __, letter, quoting) => {
  const read = (words: string) =>
    readReply(aReply(quoting(words, wrap(letter.text), letter.subject)), "tm-sp", policy, {
      children: ["A", "B"],
      staff: [],
    });

  test.each([
    ["NO CONTACT - nothing has changed since.", "no-contact"],
    ["NEW CONTACT\nKezia needs to be seen today.", "new-contact"],
    ["MORE INFO - who else was in the house?", "more-info"],
  ] as const)("%j decides, and no word of ours does", (words, decision) => {
    const reading = read(words);
    expect(reading.decision).toBe(decision);
    expect(reading.rationale).not.toMatch(/Reference R-|Northmoor|reply|asterisks/);
  });

  test("without a word of theirs nothing is decided", () => {
    expect(["unclear", "auto-reply"]).toContain(read("").decision);
    expect(read("").decisions).toEqual([]);
  });
});
