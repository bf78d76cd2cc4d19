import { expect } from "vitest";
import type { Staff } from "../../rules/staff.ts";
import type { Letter } from "./letters.ts";

/** Part 0.10: what an owner is told of one request in the ordinary course; the rest is in the digests. */
const MOST = 2;

/** What answers the owner's own words, or asks for them step by step in supervised mode, is no news. */
const ANSWERS: readonly string[] = ["help", "command-refused", "reply-refused", "split", "step-prepared"];

/** No RAO gets more mails about one request than Part 0.10 allows. */
export function expectMailBudget(letters: readonly Letter[], staff: Staff): void {
  const raos = staff.filter(({ roles }) => roles.includes("rao")).map(({ email }) => email);
  const news = letters.filter(({ itemId, kind }) => itemId !== null && !ANSWERS.includes(kind));
  for (const rao of raos) {
    const mine = news.filter(({ to }) => to.includes(rao));
    for (const [itemId, about] of Map.groupBy(mine, (letter) => letter.itemId)) {
      const told = about.map(({ kind, subject }) => `${kind}: ${subject}`);
      expect(told.length <= MOST ? [] : told, `mails to ${rao} about ${itemId}`).toEqual([]);
    }
  }
}
