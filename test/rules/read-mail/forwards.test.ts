import { describe, expect, test } from "vitest";
import { readMail } from "../../../rules/read-mail/read-mail.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import { HTML_FORWARDERS, passOn, TEXT_FORWARDERS, type Written } from "../../mail/reading/forwards.ts";
import { mail, RECEIVED, read } from "../../mail/reading/mails.ts";

const policy = loadReadMailPolicy("config");
const REFERRAL = [
  "Please take this as a Request for Support for Orla Brennock, born 04/02/2016, of 8 Tanner Row, B99 1ZZ.",
  "On Thursday she came in with a bruise on her arm and told her teacher that her uncle had done it and that it was not the first time.",
  "Mother was spoken to at the gate and did not agree to a referral.",
];
const CHAIN: readonly Written[] = [
  {
    name: "Ruth Oakley",
    address: "r.oakley@borough.example",
    to: "CASS <cass@trust.example>",
    subject: "FW: Concern about a pupil",
    on: { day: 12, hour: "09:10" },
    paragraphs: ["Passing this to you as it came to the wrong team."],
  },
  {
    name: "Pat Lee",
    address: "p.lee@hillside.example",
    to: "Ruth Oakley <r.oakley@borough.example>",
    subject: "FW: Concern about a pupil",
    on: { day: 9, hour: "08:05" },
    paragraphs: ["Ruth, are you the right person for this one?"],
  },
  {
    name: "Dana Moss",
    address: "d.moss@hillside.example",
    to: "Pat Lee <p.lee@hillside.example>",
    subject: "FW: Concern about a pupil",
    on: { day: 8, hour: "11:40" },
    paragraphs: ["Can you send the form below on for me today?"],
  },
  {
    name: "Ada Marsh",
    address: "a.marsh@hillside.example",
    to: "Dana Moss <d.moss@hillside.example>",
    subject: "Concern about a pupil",
    on: { day: 8, hour: "10:15" },
    paragraphs: REFERRAL,
  },
];
const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();

const PROGRAMS = [
  ...Object.entries(TEXT_FORWARDERS).map(([program, forward]) => ({ program, forward, html: false })),
  ...Object.entries(HTML_FORWARDERS).map(([program, forward]) => ({ program, forward, html: true })),
];

describe("a referral three forwards down", () => {
  test.each(PROGRAMS)(
    "by $program: every sender, moment and text comes out, and the child is found",
    async ({ forward, html }) => {
      const body = passOn(forward, CHAIN, html);
      const content = await read({
        from: "Ruth Oakley <r.oakley@borough.example>",
        subject: "FW: Concern about a pupil",
        ...(html ? { html: body } : { text: body }),
      });
      const facts = readMail(content, policy);
      expect(
        facts.chain.map(({ from, sentAt, text }) => ({
          from: from?.address ?? null,
          sentAt: sentAt?.slice(0, 16) ?? null,
          text: squeezed(text),
        })),
      ).toEqual(
        CHAIN.map(({ address, on, paragraphs }, index) => ({
          from: index === 0 ? null : address,
          sentAt: index === 0 ? null : inUniversalTime(on),
          text: paragraphs.join(" "),
        })),
      );
      expect(facts.content.at(-1)?.text).toContain("not the first time");
      expect(facts.children[0]).toMatchObject({
        givenNames: "Orla",
        familyName: "Brennock",
        dateOfBirth: "2016-02-04",
      });
    },
  );

  test("each forwarded as an attachment to the next: a part of its own with sender and moment", async () => {
    const inner = async (index: number): Promise<Buffer> => {
      const { name, address, paragraphs, subject } = CHAIN[index] as Written;
      return await mail({
        from: `${name} <${address}>`,
        subject,
        text: paragraphs.join("\n\n"),
        attachments:
          index === CHAIN.length - 1
            ? []
            : [{ fileName: "fw.eml", content: await inner(index + 1), contentType: "message/rfc822" }],
      });
    };
    const content = await readDocuments(await inner(0), RECEIVED);
    expect(
      content.parts
        .filter(({ enclosed }) => enclosed)
        .map(({ where, enclosed }) => [where, enclosed?.from[0]?.address]),
    ).toEqual([
      ["attachment fw.eml", "p.lee@hillside.example"],
      ["attachment fw.eml > attachment fw.eml", "d.moss@hillside.example"],
      ["attachment fw.eml > attachment fw.eml > attachment fw.eml", "a.marsh@hillside.example"],
    ]);
    expect(readMail(content, policy).children[0]).toMatchObject({ givenNames: "Orla" });
  });
});

/** October days before the 25th: London is an hour ahead of UTC. */
function inUniversalTime({ day, hour }: Written["on"]): string {
  const [hours = "", minutes = ""] = hour.split(":");
  return `2026-10-${String(day).padStart(2, "0")}T${String(Number(hours) - 1).padStart(2, "0")}:${minutes}`;
}
