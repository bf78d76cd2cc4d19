import { describe, expect, test } from "vitest";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import { RECEIVED } from "../../mail/reading/mails.ts";

const read = (raw: string) => readDocuments(Buffer.from(raw.replaceAll("\n", "\r\n"), "utf8"), RECEIVED);
const withHeader = (header: string) =>
  read(`From: a@b.example\nSubject: s\n${header}\n\ntext`.replace("Subject: s\nSubject", "Subject"));

describe("RFC 2047, encoded words in headers", () => {
  test.each([
    ["=?ISO-8859-1?Q?a?=", "a"],
    ["=?ISO-8859-1?Q?a?= b", "a b"],
    ["=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"],
    ["=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"],
    ["=?ISO-8859-1?Q?a_b?=", "a b"],
    ["=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"],
    [
      "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
      "If you can read this you understand the example.",
    ],
  ])("Subject: %s reads %s", async (encoded, decoded) => {
    expect((await read(`From: a@b.example\nSubject: ${encoded}\n\nx`)).subject).toBe(decoded);
  });

  test("a sender's name is decoded, the address is not touched", async () => {
    expect(
      (await read("From: =?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?= <paf@nada.example>\nSubject: s\n\nx")).from,
    ).toEqual([{ name: "Patrik Fältström", address: "paf@nada.example" }]);
  });
});

describe("RFC 2231, parameters in pieces and charsets", () => {
  test.each([
    [
      `Content-Disposition: attachment; filename*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A.txt`,
      "This is ***fun***.txt",
    ],
    [
      `Content-Disposition: attachment;\n filename*0*=us-ascii'en'This%20is%20even%20more%20;\n filename*1*=%2A%2A%2Afun%2A%2A%2A%20;\n filename*2="isn't it!.txt"`,
      "This is even more ***fun*** isn't it!.txt",
    ],
    [`Content-Disposition: attachment; filename*=UTF-8''Br%C3%B6nn%C3%A4.txt`, "Brönnä.txt"],
  ])("%s", async (header, fileName) => {
    const { parts } = await withHeader(
      `MIME-Version: 1.0\nContent-Type: application/octet-stream\n${header}`,
    );
    expect(parts[0]?.fileName).toBe(fileName);
  });
});

describe("RFC 3676, flowed text", () => {
  const flowed = (body: string, more = "") =>
    read(
      `From: a@b.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: text/plain; format=flowed${more}\n\n${body}`,
    );

  test("lines that end in a space run on; quotes keep their depth; the signature mark stays", async () => {
    const body =
      ">> Thou villainous ill-breeding \n>> spongy dizzy-eyed pottle!\n> You artless swag-bellied \n> miscreant!\nI shall not \nanswer.\n-- \nAda";
    expect((await flowed(body)).parts[0]?.text.trim()).toBe(
      ">> Thou villainous ill-breeding spongy dizzy-eyed pottle!\n> You artless swag-bellied miscreant!\nI shall not answer.\n-- \nAda",
    );
  });

  test("a stuffed space is taken off; with DelSp the flowing space goes too", async () => {
    expect((await flowed(" From here \non")).parts[0]?.text.trim()).toBe("From here on");
    expect((await flowed("日本 \n語", "; delsp=yes")).parts[0]?.text.trim()).toBe("日本語");
  });
});

describe("RFC 5322, appendix A", () => {
  test("A.1.1: one sender, one recipient", async () => {
    const content = await read(
      'From: John Doe <jdoe@machine.example>\nTo: Mary Smith <mary@example.net>\nSubject: Saying Hello\nDate: Fri, 21 Nov 1997 09:55:06 -0600\nMessage-ID: <1234@local.machine.example>\n\nThis is a message just to say hello.\nSo, "Hello".',
    );
    expect(content).toMatchObject({
      from: [{ name: "John Doe", address: "jdoe@machine.example" }],
      to: [{ name: "Mary Smith", address: "mary@example.net" }],
      subject: "Saying Hello",
      sentAt: "1997-11-21T15:55:06.000Z",
      messageId: "1234@local.machine.example",
    });
    expect(content.parts[0]?.text).toBe('This is a message just to say hello.\nSo, "Hello".');
  });

  test("A.1.2: quoted names, and a list of recipients", async () => {
    const { from, to, cc } = await read(
      'From: "Joe Q. Public" <john.q.public@example.com>\nTo: Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>\nCc: <boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>\nDate: Tue, 1 Jul 2003 10:52:37 +0200\n\nHi everyone.',
    );
    expect(from).toEqual([{ name: "Joe Q. Public", address: "john.q.public@example.com" }]);
    expect(to.map(({ address }) => address)).toEqual(["mary@x.test", "jdoe@example.org", "one@y.test"]);
    expect(cc.map(({ address }) => address)).toEqual(["boss@nil.test", "sysservices@example.net"]);
    expect(cc[1]?.name).toBe('Giant; "Big" Box');
  });

  test("A.1.3: a group gives its members", async () => {
    const { to } = await read(
      "From: Pete <pete@silly.example>\nTo: A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;\nCc: Undisclosed recipients:;\n\nTesting.",
    );
    expect(to.map(({ address }) => address)).toEqual(["c@a.test", "joe@where.test", "jdoe@one.test"]);
  });

  test("A.2: a reply names what it answers", async () => {
    const content = await read(
      "From: John Doe <jdoe@machine.example>\nTo: m@example.net\nSubject: Re: Saying Hello\nIn-Reply-To: <3456@example.net>\nReferences: <1234@local.machine.example> <3456@example.net>\n\nThis is a reply to your reply.",
    );
    expect(content).toMatchObject({
      inReplyTo: ["3456@example.net"],
      references: ["1234@local.machine.example", "3456@example.net"],
    });
  });

  test("A.5: comments and odd white space", async () => {
    const content = await read(
      "From: Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>\nDate: Thu,\n      13\n        Feb\n          1969\n      23:32\n               -0330 (Newfoundland Time)\nSubject: s\n\nTesting.",
    );
    expect(content.from[0]?.address).toBe("pete@silly.test");
    expect(content.sentAt).toBe("1969-02-14T03:02:00.000Z");
  });

  test("A.6: no date, or none that is one, is no date", async () => {
    expect((await read("From: a@b.example\nDate: soon\n\nx")).sentAt).toBeNull();
    expect((await read("From: a@b.example\n\nx")).sentAt).toBeNull();
  });
});

test("RFC 6532: headers in plain UTF-8", async () => {
  const content = await read("From: Jörg Ünlü <jörg@bücher.example>\nSubject: Säying Hellö\n\nHej");
  expect(content).toMatchObject({
    from: [{ name: "Jörg Ünlü", address: "jörg@bücher.example" }],
    subject: "Säying Hellö",
  });
});
