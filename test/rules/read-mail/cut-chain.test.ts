import { describe, expect, test } from "vitest";
import { cutChain } from "../../../rules/read-mail/cut-chain.ts";

/** Texts of the messages, newest first, with who wrote them. */
function cut(text: string) {
  return cutChain(text, "body").map(({ from, role, text: own }) => ({
    who: from?.address || from?.name || null,
    role,
    text: own.replace(/\s+/g, " ").trim(),
  }));
}

const NEW = "Thank you, she is safe tonight.";
const OLD = "Orla was not collected from school.";

describe("a reply is cut from what it quotes", () => {
  test.each([
    [
      "Outlook",
      `${NEW}\n\nFrom: Ada Marsh <ada@hillside.example>\nSent: 12 October 2026 09:30\nTo: CASS <cass@trust.example>\nSubject: Orla\n\n${OLD}`,
    ],
    [
      "Outlook on the web",
      `${NEW}\n\n________________________________\nFrom: Ada Marsh <ada@hillside.example>\nSent: Monday, October 12, 2026 9:30 AM\nTo: CASS\nSubject: Orla\n\n${OLD}`,
    ],
    [
      "Outlook, in bold as text",
      `${NEW}\n\n*From:* Ada Marsh [mailto:ada@hillside.example]\n*Sent:* 12 October 2026 09:30\n*To:* CASS\n*Subject:* Orla\n\n${OLD}`,
    ],
    [
      "old Outlook",
      `${NEW}\n\n-----Original Message-----\nFrom: Ada Marsh <ada@hillside.example>\nSent: 12 October 2026 09:30\nTo: CASS\nSubject: Orla\n\n${OLD}`,
    ],
    ["Gmail", `${NEW}\n\nOn Mon, 12 Oct 2026 at 09:30, Ada Marsh <ada@hillside.example> wrote:\n\n> ${OLD}`],
    [
      "Gmail, wrapped",
      `${NEW}\n\nOn Mon, 12 Oct 2026 at 09:30, Ada Marsh of Hillside School <\nada@hillside.example> wrote:\n\n> ${OLD}`,
    ],
    [
      "Apple Mail",
      `${NEW}\n\n> On 12 Oct 2026, at 09:30, Ada Marsh <ada@hillside.example> wrote:\n> \n> ${OLD}`,
    ],
    [
      "an iPhone",
      `${NEW}\n\nSent from my iPhone\n\n> On 12 Oct 2026, at 09:30, Ada Marsh <ada@hillside.example> wrote:\n> \n> ${OLD}`,
    ],
    [
      "Thunderbird",
      `${NEW}\n\nOn 12/10/2026 09:30, Ada Marsh wrote:\n> ${OLD}`.replace(
        "Ada Marsh wrote",
        "Ada Marsh <ada@hillside.example> wrote",
      ),
    ],
    [
      "Yahoo",
      `${NEW}\n   On Monday, 12 October 2026 at 09:30:10 BST, Ada Marsh <ada@hillside.example> wrote:  \n \n ${OLD}`,
    ],
    [
      "Samsung",
      `${NEW}\n\n-------- Original message --------\nFrom: Ada Marsh <ada@hillside.example>\nDate: 12/10/2026 09:30 (GMT+00:00)\nTo: CASS\nSubject: Orla\n\n${OLD}`,
    ],
    [
      "Polish",
      `${NEW}\n\nW dniu pon., 12.10.2026 o 09:30 Ada Marsh <ada@hillside.example> napisał(a):\n\n> ${OLD}`,
    ],
    [
      "Romanian headers",
      `${NEW}\n\nDe la: Ada Marsh <ada@hillside.example>\nTrimis: 12 octombrie 2026 09:30\nCătre: CASS\nSubiect: Orla\n\n${OLD}`,
    ],
    ["German", `${NEW}\n\nAm 12.10.2026 um 09:30 schrieb Ada Marsh <ada@hillside.example>:\n> ${OLD}`],
  ])("as %s writes it", (_program, text) => {
    expect(cut(text)).toEqual([
      { who: null, role: "new", text: NEW },
      { who: "ada@hillside.example", role: "quoted", text: OLD },
    ]);
  });

  test("a quoted line that was wrapped without its mark is no new word", () => {
    const text =
      "Yes.\n\nOn 12/10/2026 09:30, Ada Marsh wrote:\n> Orla was not collected from school and the office rang mum four times and\nnobody came before six.\n> What now?";
    expect(cut(text)).toEqual([
      { who: null, role: "new", text: "Yes." },
      {
        who: "Ada Marsh",
        role: "quoted",
        text: "Orla was not collected from school and the office rang mum four times and nobody came before six. What now?",
      },
    ]);
  });

  test.each([
    "> Is she safe, and who is looking after the two younger ones this evening?\nyes, her aunt\n> Thanks",
    "> Is she safe\nyes\n> Thanks",
    "> Is she safe and who is looking after the two younger ones this evening\nYes, and her aunt\n> Thanks",
  ])("an answer between quoted lines stays one: %s", (quote) => {
    expect(cut(`On 12/10/2026 09:30, Ada Marsh wrote:\n${quote}`)[0]?.text).toMatch(/^yes/i);
  });

  test.each([
    [
      "headers run into one line",
      `${NEW}\n\nDate: Mon, 12 Oct 2026 09:30:00 +0100 From: ada@hillside.example To: Cass, Front Subject: Orla\n\n${OLD}`,
    ],
    [
      "headers with empty lines between",
      `${NEW}\n\n-----Original Message-----\nFrom: "Ada Marsh" <ada@hillside.example>\n\nDate: Mon, 12 Oct 2026 09:30:00\nTo:<cass@trust.example>\n\n\nSubject: Orla\n\n${OLD}`,
    ],
    ["a day without a year", `${NEW}\n\nOn Mon, Oct 12, Ada Marsh\n<ada@hillside.example>\nwrote:\n> ${OLD}`],
    [
      "an attribution behind the last words",
      `${NEW} On Mon, Oct 12, 2026 at 9:30 AM, ada@hillside.example wrote:\n> ${OLD}`,
    ],
    ["dashes before it", `${NEW}--- On Mon, Oct 12, 2026 at 9:30 AM, ada@hillside.example wrote:\n> ${OLD}`],
    [
      "a wrapped sender",
      `${NEW}\n\n  *From:* Ada Marsh [mailto:\n  ada@hillside.example]\n  *Sent:* Monday, October 12, 2026 9:30 AM\n  *To:* CASS\n  *Subject:* Orla\n\n${OLD}`,
    ],
    [
      "an old Gmail's line, wrapped",
      `${NEW}\n\n2026-10-12 09:30 GMT+01:00 Ada Marsh <\nada@hillside.example>:\n\n> ${OLD}`,
    ],
    ["no verb", `${NEW}\n\n12/10/2026 09:30 Ada Marsh <ada@hillside.example>:\n> ${OLD}`],
    ["GroupWise's marks", `${NEW}\n\n>>> Ada Marsh <ada@hillside.example> 12/10/2026 09:30 >>>\n${OLD}`],
  ])("from %s", (_form, text) => {
    expect(cut(text)).toEqual([
      { who: null, role: "new", text: NEW },
      { who: "ada@hillside.example", role: "quoted", text: OLD },
    ]);
  });

  test("the zone that an attribution names is counted", () => {
    const text = `${NEW}\n\nOn Monday, 12 October 2026 at 09:30:10 am EDT, Ada Marsh <ada@hillside.example> wrote:\n\n${OLD}`;
    expect(cutChain(text, "body")[1]).toMatchObject({
      from: { name: "Ada Marsh" },
      sentAt: "2026-10-12T13:30:10.000Z",
    });
  });

  test("answers between quoted lines are new words", () => {
    const text = "On 12/10/2026 09:30, Ada Marsh wrote:\n> Is she safe?\nYes.\n> Who is with her?\nHer aunt.";
    expect(cut(text)[0]).toEqual({ who: null, role: "new", text: "Yes. Her aunt." });
  });

  test("the mark of a signature ends a message, and a longer text below it does not", () => {
    const [short] = cutChain("She is safe.\n-- \nAda Marsh\nHead", "body");
    expect(short).toMatchObject({ text: "She is safe.", setApart: ["-- \nAda Marsh\nHead"] });
    const long = Array.from({ length: 20 }, (_, index) => `Line ${index} of the log.`).join("\n");
    expect(cutChain(`Log:\n--\n${long}`, "body")[0]?.text).toContain("Line 19 of the log.");
  });

  test.each([
    "He wrote: leave me alone.",
    "On 5/10 she wrote in her book:\nI hate it here.",
    "From: the start of term he has been late.\nTo: be clear, nobody is hurt."
      .replace("From: the", "From the")
      .replace("To: be", "To be"),
    "Date: 12/10/2026\nChild: Orla",
    "He told me On 12 October 2026 what he wrote",
    "5 > 3 and > is no quote",
    "-- On Monday he said no --",
  ])("plain words are no quote: %s", (text) => {
    expect(cut(text)).toHaveLength(1);
  });
});

describe("a forward is cut into what it passes on", () => {
  test.each([
    [
      "Gmail",
      `See below.\n\n---------- Forwarded message ---------\nFrom: Ada Marsh <ada@hillside.example>\nDate: Mon, 12 Oct 2026 at 09:30\nSubject: Orla\nTo: <office@hillside.example>\n\n${OLD}`,
    ],
    [
      "Apple Mail",
      `See below.\n\nBegin forwarded message:\n\n> From: Ada Marsh <ada@hillside.example>\n> Subject: Orla\n> Date: 12 October 2026 at 09:30:00 BST\n> To: office@hillside.example\n>\n> ${OLD}`,
    ],
    [
      "Thunderbird",
      `See below.\n\n-------- Forwarded Message --------\nSubject: \tOrla\nDate: \tMon, 12 Oct 2026 09:30:00 +0100\nFrom: \tAda Marsh <ada@hillside.example>\nTo: \toffice@hillside.example\n\n${OLD}`,
    ],
    [
      "Yahoo, on one line",
      `See below.\n\n   ----- Forwarded Message ----- From: Ada Marsh <ada@hillside.example>To: office@hillside.exampleSent: Monday, 12 October 2026Subject: Orla\n ${OLD}`,
    ],
    [
      "Lotus Notes",
      `See below.\n\n----- Forwarded by Pat Lee/Hillside on 12/10/2026 10:00 -----\n\nFrom: Ada Marsh <ada@hillside.example>\nTo: office@hillside.example\nDate: 12/10/2026 09:30\nSubject: Orla\n\n${OLD}`,
    ],
    [
      "French",
      `See below.\n\n---------- Message transféré ---------\nDe : Ada Marsh <ada@hillside.example>\nDate : lun. 12 oct. 2026 à 09:30\nSubject : Orla\nÀ : office@hillside.example\n\n${OLD}`,
    ],
  ])("as %s writes it", (_program, text) => {
    expect(cut(text)).toEqual([
      { who: null, role: "new", text: "See below." },
      { who: "ada@hillside.example", role: "forwarded", text: OLD },
    ]);
  });

  test("a forward of a forward gives three messages, with sender, moment and subject each", () => {
    const text = `FYI\n\n---------- Forwarded message ---------\nFrom: Pat Lee <pat@hillside.example>\nDate: 13 October 2026 08:00\nSubject: FW: Orla\nTo: dsl@hillside.example\n\nCan you send this on?\n\n-----Original Message-----\nFrom: Ada Marsh <ada@hillside.example>\nSent: 12 October 2026 09:30\nTo: Pat Lee\nSubject: Orla\n\n${OLD}`;
    const chain = cutChain(text, "body");
    expect(chain.map(({ from, sentAt, subject }) => [from?.name ?? null, sentAt, subject])).toEqual([
      [null, null, null],
      ["Pat Lee", "2026-10-13T07:00:00.000Z", "FW: Orla"],
      ["Ada Marsh", "2026-10-12T08:30:00.000Z", "Orla"],
    ]);
    expect(chain[2]?.text).toBe(OLD);
  });

  test("a date that cannot be read is kept as written", () => {
    const [, old] = cutChain(
      `x\n\nFrom: Ada <a@b.example>\nSent: Pirmadienis, 2026 m. spalio 12 d.\nTo: CASS\nSubject: s\n\n${OLD}`,
      "body",
    );
    expect(old).toMatchObject({ sentAt: null, sentWritten: "Pirmadienis, 2026 m. spalio 12 d." });
  });
});

describe("cutting takes time in proportion to the text", () => {
  const HOSTILE: readonly (readonly [string, (size: number) => string])[] = [
    ["quote marks", (size) => ">".repeat(size)],
    ["quote marks and spaces", (size) => "> ".repeat(size / 2)],
    ["dashes", (size) => "-".repeat(size)],
    ["an attribution that never ends", (size) => `On ${"1 ".repeat(size / 2)}`],
    ["many half attributions", (size) => "On Mon, 1 Jan 2026 at 10:00, Ada <a@b.example\n".repeat(size / 46)],
    ["many half headers", (size) => "From: a\n\nSent: b\n\n".repeat(size / 18)],
    ["header words without values", (size) => "From:To:Subject:Date:".repeat(size / 21)],
    ["separators", (size) => "--x--\n".repeat(size / 6)],
    ["spaces", (size) => " ".repeat(size)],
    ["at signs", (size) => "a@".repeat(size / 2)],
    ["brackets", (size) => "<".repeat(size)],
    ["a message in a message", (size) => "From: a <a@b.example>\nTo: b\nSubject: c\n\n".repeat(size / 40)],
    [
      "deepening quotes",
      (size) =>
        Array.from(
          { length: Math.sqrt(size) },
          (_, depth) => `${">".repeat(depth)} On 1/1/26, A <a@b.example> wrote:`,
        ).join("\n"),
    ],
  ];

  test.each(HOSTILE)("of %s", (_what, make) => {
    const time = (size: number) => {
      const text = make(size);
      const started = performance.now();
      cutChain(text, "body");
      return performance.now() - started;
    };
    time(20_000);
    const small = Math.max(2, time(100_000));
    // ten times the text: a quadratic reader would take a hundred times as long
    expect(time(1_000_000)).toBeLessThan(small * 45 + 250);
  });
});
