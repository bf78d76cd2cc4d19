import { describe, expect, test } from "vitest";
import type { MailKind } from "../../../rules/read-mail/mail.ts";
import { readMail } from "../../../rules/read-mail/read-mail.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import { docx, table } from "../../mail/reading/files.ts";
import { type MailParts, mail, RECEIVED, read } from "../../mail/reading/mails.ts";

const policy = loadReadMailPolicy("config");
const facts = async (parts: MailParts) => readMail(await read(parts), policy);
const REFERRAL =
  "Orla Brennock, 04/02/2016, 8 Tanner Row, B99 1ZZ.\n\nShe came to school with a bruise on her arm and said that her brother did it.";
const below = (
  text: string,
  from = "Ada Marsh <a.marsh@hillside.sch.example>",
  to = "CASS <cass@trust.example>",
) =>
  `\n\n________________________________\nFrom: ${from}\nSent: 2 October 2026 09:30\nTo: ${to}\nSubject: Orla\n\n${text}`;

describe("what kind of mail it is (IN-10)", () => {
  const cases: readonly (readonly [MailKind, string, MailParts])[] = [
    [
      "referral",
      "a form in an attachment",
      {
        text: "Please see attached.",
        attachments: [{ fileName: "RFS.docx", content: docx(table([["Child", "Orla Brennock"]])) }],
      },
    ],
    ["referral", "free words about a child", { text: REFERRAL }],
    [
      "referral",
      "a forward of a colleague's mail",
      { subject: "FW: Orla", text: `See below.${below(REFERRAL, "Pat Lee <p.lee@hillside.sch.example>")}` },
    ],
    [
      "referral",
      "a reply that tells something new",
      {
        subject: "RE: Orla",
        inReplyTo: "<1@trust.example>",
        text: `He has now told the TA that it was the belt.${below(REFERRAL)}`,
      },
    ],
    [
      "referral",
      "three words of danger in a reply",
      { subject: "RE: Orla", inReplyTo: "<1@trust.example>", text: "He is outside now." },
    ],
    [
      "referral",
      "a referral sent again with a chasing line",
      {
        text: "I have not heard back, so here it is again.",
        attachments: [{ fileName: "RFS.docx", content: docx(table([["Child", "Orla Brennock"]])) }],
      },
    ],
    [
      "referral",
      "a chaser that adds a fact",
      {
        text: "I have not heard anything since last week. He has since told us that he was hit with a belt.",
      },
    ],
    [
      "referral",
      "a question about a child that is not named",
      { text: "Could you advise? A boy in my class came in with burns and he will not say how he got them." },
    ],
    [
      "referral",
      "a referral that a system sends",
      { headers: { "Auto-Submitted": "auto-generated" }, text: REFERRAL },
    ],
    [
      "referral",
      "a mail over a list that names a child",
      { headers: { "List-Id": "<dsl.list.example>" }, text: REFERRAL },
    ],
    [
      "chaser",
      "asks what became of it",
      {
        subject: "RE: Orla",
        inReplyTo: "<1@trust.example>",
        text: `Dear all,\n\nI have heard nothing since. Could you let me know that it has been read?${below(REFERRAL)}`,
      },
    ],
    [
      "chaser",
      "any news",
      { subject: "Request for Support 2 October", text: "Hi, any update on this please?\nThanks" },
    ],
    [
      "reply",
      "thanks",
      {
        subject: "RE: Outcome",
        inReplyTo: "<1@trust.example>",
        text: `Many thanks for letting me know.${below("Dear Ms Marsh", "CASS <cass@trust.example>", "Ada Marsh <a.marsh@hillside.sch.example>")}`,
      },
    ],
    [
      "enquiry",
      "a question about thresholds",
      {
        subject: "Query about the form",
        text: "Hello, could you point me to the latest version of the form? Do we need consent? It is for training, no particular child in mind.",
      },
    ],
    [
      "automatic-reply",
      "by its header",
      { headers: { "Auto-Submitted": "auto-replied" }, text: "I am away. If it is urgent dial 999." },
    ],
    [
      "automatic-reply",
      "by its subject",
      { subject: "Automatic reply: Outcome of your Request", text: "I am away until Monday." },
    ],
    [
      "newsletter",
      "by its list header",
      {
        headers: { "List-Unsubscribe": "<mailto:x@list.example>" },
        text: "This month in safeguarding: children and neglect.",
      },
    ],
  ];
  test.each(cases)("%s: %s", async (kind, _what, parts) => {
    expect((await facts(parts)).kind).toBe(kind);
  });

  test.each([
    ["bounce", "delivery-status", "Undeliverable: Outcome"],
    ["receipt", "disposition-notification", "Read: Outcome"],
  ] as const)("%s by its report type", async (kind, report, subject) => {
    const raw = Buffer.from(
      `From: postmaster@x.example\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=${report}; boundary=b\r\n\r\n--b\r\n\r\nIt was.\r\n--b--\r\n`,
    );
    expect(readMail(await readDocuments(raw, RECEIVED), policy).kind).toBe(kind);
  });

  test("calendar by its method", async () => {
    const raw = Buffer.from(
      "From: a@b.example\r\nSubject: Meeting\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    );
    expect(readMail(await readDocuments(raw, RECEIVED), policy).kind).toBe("calendar");
  });
});

describe("what is content and what is not", () => {
  test("a chaser's quote of its own referral is no content, but stays in the chain", async () => {
    const mailFacts = await facts({
      subject: "RE: Orla",
      inReplyTo: "<1@x>",
      text: `Any news?${below(REFERRAL)}`,
    });
    expect(mailFacts.content.map(({ role, text }) => [role, text])).toEqual([["new", "Any news?"]]);
    expect(mailFacts.chain.map(({ role }) => role)).toEqual(["new", "quoted"]);
    expect(mailFacts.chain[1]?.text).toBe(REFERRAL);
    expect(mailFacts.children[0]).toMatchObject({
      givenNames: "Orla",
      dateOfBirth: "2016-02-04",
      subjectOfMail: true,
    });
  });

  test.each([
    ["quoted", "RE: Orla", "<1@x>", "Any news?", "Ada Marsh &lt;a.marsh@hillside.sch.example&gt;"],
    ["forwarded", "FW: Orla", undefined, "See below.", "Pat Lee &lt;p.lee@hillside.sch.example&gt;"],
  ] as const)(
    "a form in a %s message belongs to that message",
    async (role, subject, inReplyTo, top, from) => {
      const html = `<p>${top}</p><hr><div><b>From:</b> ${from}<br><b>Sent:</b> 2 October 2026 09:30<br><b>To:</b> CASS &lt;cass@trust.example&gt;<br><b>Subject:</b> Orla</div><br><table><tr><td>Name of child</td><td>Orla Brennock</td></tr><tr><td>Injuries</td><td>A bruise</td></tr></table>`;
      const { facts: found, children } = await facts({ subject, ...(inReplyTo ? { inReplyTo } : {}), html });
      expect(children[0]).toMatchObject({
        givenNames: "Orla",
        where: `body, ${role} message 1, field 'Name of child'`,
      });
      // a quote states nothing anew
      expect(found.filter(({ kind }) => kind === "injury").map(({ where }) => where)).toEqual(
        role === "quoted"
          ? []
          : [`body, forwarded message 1, field 'Injuries'`, expect.stringMatching(/, characters /)],
      );
    },
  );

  test("what a reply quotes of others' mail that never reached us is content", async () => {
    const mailFacts = await facts({
      subject: "RE: Orla",
      inReplyTo: "<1@x>",
      text: `Adding CASS.${below(REFERRAL, "Pat Lee <p.lee@hillside.sch.example>", "Ada Marsh <a.marsh@hillside.sch.example>")}`,
    });
    expect(mailFacts.content.map(({ role }) => role)).toEqual(["new", "forwarded"]);
  });

  test("what we wrote, and all below it, is a quote", async () => {
    const ours = below(
      `We have considered it.${below(REFERRAL)}`,
      "CASS <cass@trust.example>",
      "Ada Marsh <a.marsh@hillside.sch.example>",
    );
    const mailFacts = await facts({
      subject: "RE: Outcome",
      inReplyTo: "<1@x>",
      text: `It was both wrists and he bent her thumb back.${ours}`,
    });
    expect(mailFacts.chain.map(({ role }) => role)).toEqual(["new", "quoted", "quoted"]);
  });

  test("words under no new words are content: nothing else was sent", async () => {
    const mailFacts = await facts({ subject: "RE: Orla", inReplyTo: "<1@x>", text: below(REFERRAL) });
    expect(mailFacts.content.map(({ role, text }) => [role, text])).toEqual([["forwarded", REFERRAL]]);
  });

  test("banners, markings, signatures and disclaimers are set apart, and what follows them is not", async () => {
    const text = [
      "CAUTION: This email originated from outside the organisation.",
      "OFFICIAL-SENSITIVE",
      REFERRAL,
      "Kind regards,",
      "Ada Marsh\nHead of Year 6\n0121 496 0000",
      "If a child is in immediate danger dial 999. This email and any attachment is for the intended recipient only.",
      "P.S. She also told me that she is afraid to go home tonight.",
    ].join("\n\n");
    const { content, chain } = await facts({ text });
    expect(content[0]?.text).toBe(
      `${REFERRAL}\n\nP.S. She also told me that she is afraid to go home tonight.`,
    );
    expect(chain[0]?.setApart.join("\n")).toMatch(
      /CAUTION[\s\S]*OFFICIAL-SENSITIVE[\s\S]*Kind regards[\s\S]*Head of Year 6[\s\S]*immediate danger/,
    );
  });

  test.each([
    "I told mum that if a child is in immediate danger she must call 999, and he said he would do it again.",
    "Thanks to the neighbour we know that he was out all night.",
    "Best to ring me before 3pm because she is frightened of him.",
    "Regards to bedtime, mum said there is none.",
  ])("a telling sentence stays, whatever words it uses: %s", async (sentence) => {
    expect((await facts({ text: `${REFERRAL}\n\n${sentence}` })).content[0]?.text).toContain(sentence);
  });

  test.each([
    "CAUTION: This email originated from outside of the organisation.",
    "CAUTION: This email originated from outside of the organisation. Do not\nclick links unless you recognise the sender and know the content is safe.",
    "[EXTERNAL EMAIL]\nThis email was sent from outside. Be careful with links.\nIf you suspect phishing, report it to IT.",
  ])("of a banner and the words right below it, only the banner goes: %s", async (banner) => {
    const { content, chain } = await facts({ text: `${banner}\nOrla Brennock has a bruise on her arm.` });
    expect(content[0]?.text).toBe("Orla Brennock has a bruise on her arm.");
    expect(chain[0]?.setApart).toEqual([banner]);
  });

  test("the heading of a disclaimer goes with it", async () => {
    const footer = "Disclaimer\n\nThis email and any attachment is for the intended recipient only.";
    const { content, chain } = await facts({ text: `${REFERRAL}\n\n${footer}` });
    expect(content[0]?.text).toBe(REFERRAL);
    expect(chain[0]?.setApart.join("\n\n")).toBe(footer);
  });

  test("a banner in one line with what is told is kept whole", async () => {
    const text = "[EXTERNAL] Orla Brennock, 10, told me that she was hit.";
    expect((await facts({ text })).content[0]?.text).toBe(text);
  });

  test("what was not read is named", async () => {
    const { unread } = await facts({ text: "x", attachments: [{ fileName: "a.mp3", content: "sound" }] });
    expect(unread).toEqual([{ where: "attachment a.mp3", reason: "unsupported" }]);
  });

  test.each([
    ["Importance", "High", "high"],
    ["X-Priority", "1 (Highest)", "high"],
    ["Priority", "non-urgent", "low"],
    ["X-Priority", "3", "normal"],
  ] as const)("header %s: %s is %s importance", async (name, value, importance) => {
    expect((await facts({ text: "x", headers: { [name]: value } })).importance).toBe(importance);
  });

  test.each([
    ["OFFICIAL-SENSITIVE: FW: RE: Orla B", "Orla B"],
    ["[secure] Request for Support", "Request for Support"],
    ["[EXTERNAL] Re: [OFFICIAL] Fwd: Orla", "Orla"],
    ["OFFICIAL-SENSITIVE", ""],
    ["Official visit to school", "Official visit to school"],
  ])("subject %s is plainly: %s", async (subject, plain) => {
    expect((await facts({ subject, text: "x" })).plainSubject).toBe(plain);
  });
});

describe("facts, each with where it stands", () => {
  test("of a form", async () => {
    const rows = [
      ["Date of referral", "12/10/2026"],
      ["Referrer", "Ada Marsh, Deputy Head and DSL, 0121 496 0000"],
      ["Child's full name", "Orla Brennock"],
      ["Date of birth", "04/02/2016"],
      ["Ethnicity", "White Irish"],
      ["First language / interpreter", "English"],
      ["Home address", "8 Tanner Row, B99 1ZZ"],
      ["GP", "Tanner Surgery"],
      ["NHS number", "943 476 5919"],
      ["Date of incident", "09/10/2026"],
      ["Injuries", "Bruise on the left arm"],
      ["Alleged perpetrator", "Not known"],
      ["What are you worried about?", "She is afraid to go home."],
      ["What is working well?", "She talks to us."],
      ["What needs to happen?", "Someone to see her."],
      ["Consent", "No - mother refused"],
      ["Is this urgent?", "Yes ☒ No ☐"],
      ["Police log", "1234 of 9 October"],
    ];
    const { facts: found, referrer } = await facts({
      text: "Form attached.",
      attachments: [{ fileName: "RFS.docx", content: docx(table(rows)) }],
    });
    const value = (kind: string) => found.find((fact) => fact.kind === kind)?.value;
    expect({
      requested: value("request date"),
      born: value("child date of birth"),
      name: value("child name"),
      ethnicity: value("ethnicity"),
      language: value("language"),
      address: value("address"),
      gp: value("gp"),
      nhs: value("nhs number"),
      incident: value("incident date"),
      injury: value("injury"),
      harm: value("alleged source of harm"),
      worry: value("worry"),
      well: value("working well"),
      needs: value("needs to happen"),
      consent: value("consent"),
      urgent: value("urgent"),
      log: value("police reference"),
    }).toEqual({
      requested: "2026-10-12",
      born: "2016-02-04",
      name: "Orla Brennock",
      ethnicity: "White Irish",
      language: "English",
      address: "8 Tanner Row, B99 1ZZ",
      gp: "Tanner Surgery",
      nhs: "9434765919",
      incident: "2026-10-09",
      injury: "Bruise on the left arm",
      harm: undefined,
      worry: "She is afraid to go home.",
      well: "She talks to us.",
      needs: "Someone to see her.",
      consent: "no",
      urgent: "yes",
      log: "1234 of 9 October",
    });
    expect(found.find(({ kind }) => kind === "child date of birth")?.where).toBe(
      "attachment RFS.docx, field 'Date of birth'",
    );
    expect(referrer).toMatchObject({
      name: "Ada Marsh",
      role: "Deputy Head and DSL",
      phone: "0121 496 0000",
    });
  });

  test("of plain words, by the characters they stand at", async () => {
    const text =
      "Yesterday Orla had a bruise on her arm. Police log 1277. Mum has consented. I wish to remain anonymous.";
    const { facts: found, referrer } = await facts({ text });
    for (const [kind, written] of [
      ["injury", "bruise on her arm"],
      ["police reference", "Police log 1277"],
      ["day spoken of", "Yesterday"],
    ] as const) {
      const fact = found.find((each) => each.kind === kind);
      expect(fact?.written).toBe(written);
      const [from, to] =
        /characters (\d+) to (\d+)/
          .exec(fact?.where ?? "")
          ?.slice(1)
          .map(Number) ?? [];
      expect(text.slice(from, to)).toBe(written);
    }
    expect(found.find(({ kind }) => kind === "day spoken of")?.value).toBe("2026-10-11");
    expect(referrer.wishesAnonymity).toBe(true);
  });

  test("'as above' is shown with what it points at; an age that does not fit is said to be so", async () => {
    const rows = [
      ["Name", "Address", "Age"],
      ["Orla Brennock", "8 Tanner Row", "10"],
      ["Finn Brennock", "As above", "8"],
    ];
    const { facts: found } = await facts({
      text: "x",
      attachments: [
        {
          fileName: "f.docx",
          content: docx(
            table(rows) +
              table([
                ["Child", "Una Brennock"],
                ["DOB", "04/02/2016"],
                ["Age", "4"],
              ]),
          ),
        },
      ],
    });
    expect(
      found.some(({ written, confidence }) => /^As above \(/.test(written) && confidence === "unsure"),
    ).toBe(true);
    expect(found.map(({ kind }) => kind)).toContain("age does not fit date of birth");
  });
});

describe("reading takes time in proportion to the mail", () => {
  test.each([
    ["capital letters", "A ".repeat(150_000)],
    ["names", "Orla Brennock ".repeat(20_000)],
    ["dates", "4/2/16 ".repeat(30_000)],
    ["labels", "Name: ".repeat(40_000)],
    ["labels with leaders", "Name .... ".repeat(25_000)],
    ["leaders", ".".repeat(300_000)],
    ["lines of names", "Surname: A\nForename: B\n".repeat(10_000)],
    ["dates or dates", "12 or 12/4/15 ".repeat(20_000)],
    ["banners", "CAUTION: This email\n".repeat(15_000)],
    ["digits", "1".repeat(300_000)],
    ["brackets", "(".repeat(300_000)],
    ["commas", "Orla, ".repeat(40_000)],
    ["colons", ":".repeat(300_000)],
    ["spaces", `x${" ".repeat(300_000)}x`],
    ["street words", "1 road ".repeat(30_000)],
    ["kin words", "mum ".repeat(60_000)],
    ["one letter", "a".repeat(300_000)],
    ["lines", "a\n".repeat(100_000)],
  ])(
    "of %s",
    async (_what, text) => {
      const content = await readDocuments(await mail({ text: "x" }), RECEIVED);
      const [body] = content.parts;
      if (!body) throw new Error("Cannot test: expected a body");
      const time = (part: string) => {
        const started = performance.now();
        readMail({ ...content, parts: [{ ...body, text: part }] }, policy);
        return performance.now() - started;
      };
      time(text.slice(0, 3_000));
      const tenth = time(text.slice(0, text.length / 10));
      // a quadratic reader would take a hundred times as long; other work on the machine may double either
      expect(time(text)).toBeLessThan(Math.max(5, tenth) * 40 + 250);
    },
    60_000,
  );
});
