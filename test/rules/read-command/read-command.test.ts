import { describe, expect, test } from "vitest";
import { type Command, readCommand } from "../../../rules/read-command/read-command.ts";

describe("a command on the first line of a reply", () => {
  test.each<[string, Command]>([
    ["CHILD P-12", { kind: "child", personIds: ["P-12"] }],
    ["child: P-12 and P-13", { kind: "child", personIds: ["P-12", "P-13"] }],
    ["WRONG CHILD P-12.", { kind: "wrong-child", personId: "P-12" }],
    ["NONE OF THESE", { kind: "none-of-these", reason: "" }],
    ["None of these - the surname is another", { kind: "none-of-these", reason: "the surname is another" }],
    ["NEW CONCERN", { kind: "new-concern", reason: "" }],
    ["SAME INCIDENT", { kind: "same-incident", reason: "" }],
    ["RETURN TO BSS", { kind: "return-to-bss", reason: "" }],
    ["NOT A REFERRAL", { kind: "not-a-referral", reason: "" }],
    ["SPLIT", { kind: "split", reason: "" }],
    ["NOT DUPLICATE: page 2 differs", { kind: "not-duplicate", reason: "page 2 differs" }],
    ["NOT OPEN", { kind: "not-open", reason: "" }],
    ["RECENT", { kind: "recent", reason: "" }],
    ["URGENT please", { kind: "urgent", reason: "" }],
    ["URGENT\nThe baby is three weeks old.", { kind: "urgent", reason: "The baby is three weeks old." }],
    ["REOPEN", { kind: "reopen", reason: "" }],
    ["Re-open, dad is back", { kind: "reopen", reason: "dad is back" }],
    ["HOLD until school rings", { kind: "hold", reason: "until school rings" }],
    ["NOTE rang school\nthey will ring back", { kind: "note", text: "rang school\nthey will ring back" }],
    ["UNDO", { kind: "undo" }],
    ["*SEND*", { kind: "send", to: null }],
    ["SEND to office@hill.sch.example please", { kind: "send", to: "office@hill.sch.example" }],
    ["NO LETTER because he would see it", { kind: "no-letter", reason: "he would see it" }],
    ["OK, we have it.", { kind: "confirm" }],
    ["Ok I've got it, thanks", { kind: "confirm" }],
    ["Take.\n\nThanks,\nPriya", { kind: "take" }],
    ["RELEASE", { kind: "release" }],
    ["REASSIGN Nadia Rahman please", { kind: "reassign", to: "Nadia Rahman" }],
    ["REASSIGN to Nadia Rahman", { kind: "reassign", to: "Nadia Rahman" }],
    ["DONE 1234567", { kind: "done", reference: "1234567" }],
    ["SAVED", { kind: "saved" }],
    ["Sent, thanks", { kind: "sent" }],
    ["OK", { kind: "confirm" }],
    ["Yes please", { kind: "confirm" }],
    [
      "DECIDED BY Nadia Rahman: NO CONTACT because it is the same\nincident",
      {
        kind: "decided-by",
        name: "Nadia Rahman",
        decision: "no-contact",
        reason: "it is the same\nincident",
      },
    ],
    [
      "Decided by Gareth Pryce - new contact, second injury",
      { kind: "decided-by", name: "Gareth Pryce", decision: "new-contact", reason: "second injury" },
    ],
  ])("%j", (words, command) => {
    expect(readCommand(words)).toEqual(command);
  });

  test.each([
    ["", "nothing"],
    ["Thanks for this", "no command"],
    ["Please can you send it to the school", "a sentence"],
    ["SEND it to the school instead", "a command with more words, which may turn it round"],
    ["SEND\nactually do not", "a command and second thoughts"],
    ["UNDO\nSEND", "two commands"],
    ["URGENT\nRELEASE", "two commands"],
    ["Yes but not to mum", "a condition"],
    ["Sent from my phone", "no command"],
    ["CHILD", "no id"],
    ["CHILD the older one", "words in place of an id"],
    ["WRONG CHILD P-1 P-2", "two ids in place of one"],
    ["DONE", "no number"],
    ["DONE yes", "no number"],
    ["NOTE", "an empty note"],
    ["REASSIGN", "nobody named"],
    ["TAKEN", "another word that begins alike"],
    ["Recently closed", "another word that begins alike"],
    ["DECIDED BY Nadia Rahman", "no decision"],
    ["DECIDED BY Nadia Rahman: leave it with me", "no decision word"],
  ])("%j is none: %s", (words) => {
    expect(readCommand(words)).toBeNull();
  });

  test("endless words are read in a moment", () => {
    const started = performance.now();
    readCommand(`DECIDED BY ${"a ".repeat(500_000)}`);
    readCommand("NOTE\n".repeat(200_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
