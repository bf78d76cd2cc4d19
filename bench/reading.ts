/**
 * What reading costs: `node bench/reading.ts [seconds a row]`. Milliseconds a document of each kind, and mails a second,
 * beside the bare library that reads the same bytes, turn by turn in the same run. Medians.
 */
import MsgReaderModule from "@kenjiuno/msgreader";
import { htmlToText } from "html-to-text";
import { simpleParser } from "mailparser";
import mammoth from "mammoth";
import { extractText, getDocumentProxy } from "unpdf";
import { readMail } from "../rules/read-mail/read-mail.ts";
import { instant } from "../rules/time.ts";
import { docx, lines, msg, paragraph, pdf, table } from "../test/mail/reading/files.ts";
import { mail, RECEIVED } from "../test/mail/reading/mails.ts";
import { loadReadMailPolicy } from "../worker/config/read-mail.ts";
import { Budget, LIMITS } from "../worker/documents/limits.ts";
import { readDocuments } from "../worker/documents/read-documents.ts";
import { readDocx } from "../worker/documents/read-docx.ts";
import { readHtml } from "../worker/documents/read-html.ts";
import { readPdf } from "../worker/documents/read-pdf.ts";
import { openDocumentReader } from "../worker/documents/reader.ts";

const SECONDS = Number(process.argv[2] ?? 2);
const STORY =
  "On Monday she told her teacher that she had slept in the car park behind the shops with her mother.";
const ROWS = Array.from({ length: 30 }, (_, index) => [`Question ${index + 1}`, STORY] as const);
const form = docx(table(ROWS) + Array.from({ length: 12 }, () => paragraph(STORY)).join(""));
const threePages = Array.from({ length: 3 }, () =>
  lines(Array.from({ length: 40 }, (_, index) => `Question ${index}: ${STORY.slice(0, 70)}`)),
);
const print = pdf(threePages);
const fillable = pdf(
  threePages,
  Array.from({ length: 12 }, (_, index) => ({
    name: `box${index}`,
    value: "Orla",
    rect: [300, 700 - index * 20, 500, 712 - index * 20] as const,
  })),
);
const page = `<table>${ROWS.map(([label, value]) => `<tr><td><b>${label}</b></td><td>${value}</td></tr>`).join("")}</table>${`<p>${STORY}</p>`.repeat(40)}`;
/** As a mail that came over the internet is saved from Outlook: both bodies, its headers, its recipients. */
const saved = {
  subject: "Request for Support",
  senderName: "Ada Marsh",
  senderEmail: "a.marsh@hillside.example",
  body: `${STORY}\n\n`.repeat(20),
  html: `<html><body lang=EN-GB><div class=WordSection1>${`<p class=MsoNormal><span style='font-size:11.0pt'>${STORY}<o:p></o:p></span></p>`.repeat(20)}</div></body></html>`,
  to: [
    { name: "CASS", address: "cass@trust.example" },
    { name: "Hillside Office", address: "office@hillside.example" },
  ],
  transportHeaders: [
    ...Array.from(
      { length: 6 },
      (_, hop) =>
        `Received: from mx${hop}.hillside.example (192.0.2.${hop}) by mx${hop + 1}.trust.example\r\n with Microsoft SMTP Server (version=TLS1_2) id 15.20.8; Mon, 12 Oct 2026 09:0${hop}:00 +0100`,
    ),
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=hillside.example; dkim=pass header.d=hillside.example",
    "From: Ada Marsh <a.marsh@hillside.example>",
    "To: CASS <cass@trust.example>, Hillside Office <office@hillside.example>",
    "Subject: Request for Support",
    "Date: Mon, 12 Oct 2026 09:00:00 +0100",
    "Message-ID: <1@hillside.example>",
    "MIME-Version: 1.0",
  ].join("\r\n"),
};
const outlook = msg(saved);
const outlookWithForm = msg({ ...saved, files: [{ name: "RFS.docx", content: form }] });
const plain = await mail({ text: `${STORY}\n\n`.repeat(12) });
const html = await mail({ html: page });
const withForm = await mail({ text: STORY, attachments: [{ fileName: "RFS.docx", content: form }] });
const policy = loadReadMailPolicy("config");
// CommonJS seen from an ES module
const MsgReader = MsgReaderModule.default;
const skip = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };

interface Row {
  readonly what: string;
  readonly library: string;
  ours(): unknown;
  bare(): unknown;
}

const rows: readonly Row[] = [
  {
    what: "Word form, 42 blocks",
    library: "mammoth.convertToHtml",
    ours: () => readDocx(form, new Budget(LIMITS)),
    bare: () => mammoth.convertToHtml({ buffer: form }),
  },
  {
    what: "Word form, 42 blocks",
    library: "mammoth.extractRawText",
    ours: () => readDocx(form, new Budget(LIMITS)),
    bare: () => mammoth.extractRawText({ buffer: form }),
  },
  {
    what: "PDF, 3 pages",
    library: "unpdf.extractText",
    ours: () => readPdf(print, LIMITS),
    bare: () => barePdf(print),
  },
  {
    what: "PDF, 3 pages, 12 fillable boxes",
    library: "unpdf.extractText, without the boxes",
    ours: () => readPdf(fillable, LIMITS),
    bare: () => barePdf(fillable),
  },
  {
    what: "HTML, 12 KB",
    library: "html-to-text",
    ours: () => readHtml(page, LIMITS.textChars),
    bare: () => htmlToText(page),
  },
  {
    what: "Outlook message, both bodies and headers",
    library: "msgreader + html-to-text + simpleParser of the headers",
    ours: () => readDocuments(outlook, RECEIVED),
    bare: () => bareMsg(outlook),
  },
  {
    what: "Outlook message with Word form",
    library: "the same + mammoth",
    ours: () => readDocuments(outlookWithForm, RECEIVED),
    bare: async () => {
      const reader = await bareMsg(outlookWithForm);
      return mammoth.convertToHtml({ buffer: Buffer.from(reader.getAttachment(0).content) });
    },
  },
  {
    what: "plain mail, its parts",
    library: "mailparser.simpleParser",
    ours: () => readDocuments(plain, RECEIVED),
    bare: () => simpleParser(plain, skip),
  },
  {
    what: "HTML mail, its parts",
    library: "mailparser.simpleParser",
    ours: () => readDocuments(html, RECEIVED),
    bare: () => simpleParser(html, { ...skip, skipHtmlToText: false }),
  },
  {
    what: "mail with Word form, its parts",
    library: "simpleParser + mammoth",
    ours: () => readDocuments(withForm, RECEIVED),
    bare: async () => {
      const { attachments } = await simpleParser(withForm, skip);
      return mammoth.convertToHtml({ buffer: (attachments[0] as { content: Buffer }).content });
    },
  },
];

console.log(`node ${process.version}, ${new Date().toISOString()}`);
console.log("| what | ours ms | library | bare ms | ours / bare |\n|---|---|---|---|---|");
for (const { what, library, ours, bare } of rows) {
  const [own, other] = await turnByTurn(ours, bare);
  console.log(
    `| ${what} | ${own.toFixed(2)} | ${library} | ${other.toFixed(2)} | ${(own / other).toFixed(2)} |`,
  );
}

console.log("\n| mails a second, one process | |\n|---|---|");
for (const [what, raw] of [
  ["plain", plain],
  ["HTML with table", html],
  ["with Word form", withForm],
] as const) {
  const milliseconds = await median(async () => readMail(await readDocuments(raw, RECEIVED), policy));
  console.log(`| ${what}, read and facts found | ${(1000 / milliseconds).toFixed(0)} |`);
}

const cold: number[] = [];
for (let turn = 0; turn < 5; turn++) {
  const reader = openDocumentReader({ processes: 1 });
  const started = performance.now();
  await reader.read(plain, RECEIVED);
  cold.push(performance.now() - started);
  await reader.close();
}
const reader = openDocumentReader({ processes: 2 });
await reader.read(plain, RECEIVED);
const warm = await median(() => reader.read(plain, instant(RECEIVED)));
await reader.close();
console.log(
  `\nthrough the child process: first mail ${middle(cold).toFixed(0)} ms, later ${warm.toFixed(1)} ms`,
);

/** As we do, it gives back the memory of the document: pdf.js keeps it otherwise. */
async function barePdf(bytes: Buffer): Promise<unknown> {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const text = await extractText(document, { mergePages: true });
  await document.loadingTask.destroy();
  return text;
}

async function bareMsg(bytes: Buffer) {
  const reader = new MsgReader(new DataView(new Uint8Array(bytes).buffer));
  const { html, headers = "" } = reader.getFileData();
  htmlToText(Buffer.from(html ?? new Uint8Array()).toString());
  await simpleParser(headers, skip);
  return reader;
}

async function turnByTurn(ours: () => unknown, bare: () => unknown): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let warmUp = 0; warmUp < 5; warmUp++) {
    await ours();
    await bare();
  }
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    times[0].push(await timed(ours));
    times[1].push(await timed(bare));
  }
  return [middle(times[0]), middle(times[1])];
}

async function median(work: () => unknown): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) times.push(await timed(work));
  return middle(times);
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function middle(times: readonly number[]): number {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}
