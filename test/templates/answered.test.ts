import nodemailer from "nodemailer";
import { describe, expect, test } from "vitest";
import { readReply } from "../../rules/read-reply/read-reply.ts";
import { instant } from "../../rules/time.ts";
import { questionBack, reminder, reviewRequest } from "../../templates/letters.ts";
import { wrap } from "../../templates/wrap.ts";
import { loadReplyPolicy } from "../../worker/config/reply.ts";
import { readDocuments } from "../../worker/documents/read-documents.ts";
import { aReply } from "../builders/reply.ts";
import { FULL_QUESTION_BACK, FULL_REMINDER, FULL_REVIEW, LEAST_REVIEW } from "./samples.ts";

const policy = loadReplyPolicy("config");
const letters = {
  "a review request": reviewRequest(FULL_REVIEW),
  "a short review request": reviewRequest(LEAST_REVIEW),
  "a review request about a mail with a reference of its own": reviewRequest({
    ...FULL_REVIEW,
    request: {
      ...FULL_REVIEW.request,
      text: `HELPLINE REFERRAL\nReference: 7710519\n\nThe caller heard shouting.\n\nReference: PPN-4471\n\n${FULL_REVIEW.request.text}`,
    },
  }),
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

  test("a question decides nothing, whatever stands in the quoted letter", () => {
    expect(["unclear", "more-info"]).toContain(read("Thanks, is school keeping an eye on her?").decision);
  });

  test("without a word of theirs nothing is decided", () => {
    expect(["unclear", "auto-reply"]).toContain(read("").decision);
    expect(read("").decisions).toEqual([]);
  });
});

/** As Outlook, a phone and a web mail quote our HTML, in replies that have no text part. */
const HTML_CLIENTS: Readonly<Record<string, (words: string, body: string, subject: string) => string>> = {
  Outlook: (words, body, subject) =>
    `<div class="WordSection1"><p class="MsoNormal">${words}</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Nadia Rahman<br>Team Manager</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> CASS &lt;cass@trust.example&gt; <br><b>Sent:</b> 09 October 2026 10:02<br><b>To:</b> Nadia Rahman &lt;nadia.rahman@trust.example&gt;<br><b>Subject:</b> ${subject}</p></div>${body}</div>`,
  "Outlook on the web": (words, body, subject) =>
    `<div>${words}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri" style="font-size:11pt"><b>From:</b> CASS &lt;cass@trust.example&gt;<br><b>Sent:</b> 09 October 2026 10:02<br><b>To:</b> Nadia Rahman &lt;nadia.rahman@trust.example&gt;<br><b>Subject:</b> ${subject}</font><div>&nbsp;</div></div>${body}`,
  "a phone": (words, body) =>
    `<div dir="ltr">${words}</div><div dir="ltr"><br><blockquote type="cite">On 9 Oct 2026, at 10:02, CASS &lt;cass@trust.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite">${body}</blockquote>`,
};

describe.each(Object.entries(letters))("an answer to %s, in HTML alone", (_, letter) => {
  const body = /<body[^>]*>([\s\S]*)<\/body>/.exec(letter.html)?.[1] ?? "";
  const read = async (html: string) => {
    const composer = nodemailer.createTransport({ streamTransport: true, buffer: true });
    const { message } = await composer.sendMail({
      from: "nadia.rahman@trust.example",
      to: "cass@trust.example",
      subject: `RE: ${letter.subject}`,
      html,
    });
    const content = await readDocuments(message as Buffer, instant("2026-10-09T10:00:00Z"));
    return readReply(content, "tm-sp", policy, { children: ["A", "B"], staff: [] });
  };

  test.each(Object.entries(HTML_CLIENTS))("%s", async (__, quoting) => {
    const reading = await read(quoting("NO CONTACT - nothing has changed since.", body, letter.subject));
    expect(reading.decision).toBe("no-contact");
    expect(reading.rationale).not.toMatch(/Reference R-|Northmoor|create a new contact|asterisks/);
    expect((await read(quoting("", body, letter.subject))).decision).toBe("unclear");
  });
});
