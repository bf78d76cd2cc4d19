import { describe, expect, test } from "vitest";
import type { MailContent } from "../../../rules/read-mail/mail.ts";
import { readReply } from "../../../rules/read-reply/read-reply.ts";
import { instant } from "../../../rules/time.ts";
import { loadReplyPolicy } from "../../../worker/config/reply.ts";
import { aPart, aReply } from "../../builders/reply.ts";

const policy = loadReplyPolicy("config");
const read = (text: string, more: Partial<MailContent> = {}) =>
  readReply(aReply(text, more), "tm-sp", policy);
const headers = (...pairs: (readonly [string, string])[]) => ({
  headers: pairs.map(([name, value]) => ({ name, value })),
});

describe("what software wrote never decides", () => {
  test.each<[string, Partial<MailContent>]>([
    ["Auto-Submitted", headers(["auto-submitted", "auto-replied"])],
    ["Precedence", headers(["precedence", "auto_reply"])],
    ["an old responder's header", headers(["x-autoreply", "yes"])],
    ["a mailing list", headers(["list-id", "<staff.trust.example>"])],
    ["our own mail", headers(["x-cass-loop", "1"])],
    ["a subject in English", { subject: "Automatic reply: decision needed" }],
    ["a subject in French", { subject: "Réponse automatique : decision needed" }],
    ["a read receipt", { subject: "Read: decision needed" }],
    [
      "an answer to an invitation",
      {
        parts: [
          aPart({ text: "NEW CONTACT" }),
          aPart({ where: "attachment", kind: "calendar", mediaType: "text/calendar" }),
        ],
      },
    ],
  ])("%s", (_, more) => {
    expect(read("NEW CONTACT", more)).toMatchObject({ decision: "auto-reply", rationale: "" });
  });

  test("Auto-Submitted: no, or a person's request for no automatic answers, is a person's mail", () => {
    expect(read("NEW CONTACT", headers(["auto-submitted", "no"])).decision).toBe("new-contact");
    expect(read("NEW CONTACT", headers(["x-auto-response-suppress", "DR, OOF, AutoReply"])).decision).toBe(
      "new-contact",
    );
  });

  test.each([
    ["a recall", 'Nadia Rahman would like to recall the message, "NO CONTACT".', "Recall: RE: NO CONTACT"],
    ["a reaction", "[Like] Nadia Rahman reacted to your message:", "Reaction: NEW CONTACT"],
  ])("%s may mean something, and is asked about", (_, text, subject) => {
    expect(read(text, { subject }).decision).toBe("unclear");
  });
});

describe("absences", () => {
  const away = (text: string) => read(text, { subject: "Automatic reply: decision needed" });

  test.each([
    ["I am on leave until Monday 6 April 2026.", "2026-04-06"],
    ["I am out of the office, returning 6/4/2026.", "2026-04-06"],
    ["I am away and will be back on 6th April.", "2026-04-06"],
    ["I am on leave until 3 April inclusive.", "2026-04-04"],
    ["I am away from 26 March to 3 April 2026.", "2026-04-04"],
    ["I am out of the office until tomorrow.", "2026-03-26"],
    ["I am away until Monday.", "2026-03-30"],
    [
      "Away from 1 January until 2 January 2026. I am back on 30 March 2026 after a second absence.",
      "2026-03-30",
    ],
    ["Je suis absent jusqu’au 6 avril inclus.", "2026-04-07"],
    ["I am out of the office with limited access to email.", null],
  ])("%j: first day back %s", (text, awayUntil) => {
    expect(away(text)).toMatchObject({ decision: "auto-reply", awayUntil });
  });

  test("somebody who has left is away for good", () => {
    expect(away("Leanne no longer works for the Trust.")).toMatchObject({
      decision: "auto-reply",
      awayUntil: null,
      left: true,
    });
  });

  test("an acknowledgement by software is no absence", () => {
    const reading = read("Your message has arrived.", headers(["auto-submitted", "auto-generated"]));
    expect(reading.decision).toBe("auto-reply");
    expect(reading.awayUntil).toBeUndefined();
  });

  test("the words of an absence without any mark are one; with a decision they are a person's", () => {
    expect(read("I am out of the office until 6 April 2026.")).toMatchObject({
      decision: "auto-reply",
      awayUntil: "2026-04-06",
    });
    expect(read("NEW CONTACT. I am on leave until 6 April 2026, please give it to Tom.").decision).toBe(
      "new-contact",
    );
  });
});

describe("bounces", () => {
  const dsn =
    "Reporting-MTA: dns;mx.trust.example\nFinal-Recipient: rfc822;Tom.Ashworth@trust.example\nAction: failed";

  test.each<[string, string, Partial<MailContent>]>([
    [
      "a delivery report",
      "NO CONTACT with the server",
      {
        parts: [
          aPart({ text: "Delivery has failed" }),
          aPart({ where: "report", kind: "other", mediaType: "message/delivery-status", text: dsn }),
        ],
      },
    ],
    ["its recipient in a header", "returned", headers(["x-failed-recipients", "tom.ashworth@trust.example"])],
    [
      "the postmaster's words",
      "Could not deliver to <tom.ashworth@trust.example>",
      { from: [{ name: "", address: "mailer-daemon@mx.trust.example" }] },
    ],
    [
      "a subject",
      "<tom.ashworth@trust.example>: user unknown",
      { subject: "Undelivered Mail Returned to Sender" },
    ],
    [
      "the first words",
      "Delivery has failed to these recipients or groups:\n\nTom (tom.ashworth@trust.example)",
      {},
    ],
  ])("by %s", (_, text, more) => {
    expect(read(text, more)).toMatchObject({ decision: "bounce", bounced: "tom.ashworth@trust.example" });
  });

  test("one that names nobody", () => {
    const reading = read("Your message was not delivered.", {
      subject: "Undeliverable: decision",
      receivedAt: instant("2026-03-25T10:00:00Z"),
    });
    expect(reading.decision).toBe("bounce");
    expect(reading.bounced).toBeUndefined();
  });
});
