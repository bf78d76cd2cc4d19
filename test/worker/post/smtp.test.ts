import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { instant } from "../../../rules/time.ts";
import { type OutgoingMail, type Post, PostAwayError, PostRefusedError } from "../../../worker/ports.ts";
import { openSmtpPost } from "../../../worker/post/smtp.ts";
import { type SmtpSink, startSmtpSink } from "../../servers/smtp.ts";

const quiet = { warn() {} };
const clock = { now: () => instant("2026-11-20T09:30:00Z") };
const letter = (overrides: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: "letter-1@cass.council.example",
  from: { name: "CASS", address: "triage@cass.council.example" },
  to: ["ada@school.example"],
  cc: [],
  replyTo: [],
  subject: "Outcome",
  text: "Dear Ada,\n.\nRegards\n",
  html: "<p>Dear Ada</p>",
  inReplyTo: null,
  references: [],
  urgent: false,
  headers: {},
  attachments: [],
  ...overrides,
});

/** Everything that a log could show of an error. */
function wordsOf(error: Error | null): string {
  const { message = "", stack = "", cause } = error ?? {};
  return `${message} ${stack} ${JSON.stringify(error)} ${cause instanceof Error ? wordsOf(cause) : ""}`;
}

describe("sending", () => {
  let sink: SmtpSink;
  let post: Post;
  const open = (extra: Partial<Parameters<typeof openSmtpPost>[0]> = {}) =>
    openSmtpPost(
      {
        host: sink.host,
        port: sink.port,
        secure: false,
        loopbackPlaintext: true,
        instance: "one",
        clock,
        ...extra,
      },
      quiet,
    );
  const failure = (sending: Promise<unknown>) =>
    sending.then(
      () => null,
      (error: unknown) => error as Error,
    );

  beforeEach(async () => {
    sink = await startSmtpSink();
    post = open();
  });
  afterEach(async () => {
    await post.close();
    await sink.stop();
  });

  test("gives back the very bytes that the server got", async () => {
    const raw = await post.send(letter({ cc: ["rao@council.example"] }));
    const [mail] = sink.mails;
    expect(mail?.raw.equals(raw)).toBe(true);
    expect(mail?.envelope).toEqual({
      from: "triage@cass.council.example",
      to: ["ada@school.example", "rao@council.example"],
    });
  });

  test.each([
    [421, PostAwayError],
    [450, PostAwayError],
    [451, PostAwayError],
    [452, PostAwayError],
    [530, PostAwayError],
    [550, PostRefusedError],
    [552, PostRefusedError],
    [554, PostRefusedError],
  ])("an answer of %i to the letter is %o, and names nobody", async (code, kind) => {
    sink.refuseNext(code);
    const error = await failure(post.send(letter()));
    expect(error).toBeInstanceOf(kind);
    expect(wordsOf(error)).not.toMatch(/school\.example/);
    await post.send(letter());
    expect(sink.mails).toHaveLength(1);
  });

  test("an unknown recipient is refused, one that is put off is tried again", async () => {
    sink.refuseNext(550, "ada@school.example");
    expect(await failure(post.send(letter()))).toBeInstanceOf(PostRefusedError);
    sink.refuseNext(451, "ada@school.example");
    expect(await failure(post.send(letter()))).toBeInstanceOf(PostAwayError);
    await post.send(letter());
    expect(sink.mails).toHaveLength(1);
  });

  test("who has had the letter does not get it twice when another recipient was put off", async () => {
    const both = letter({ cc: ["rao@council.example"] });
    sink.refuseNext(451, "rao@council.example");
    expect(await failure(post.send(both))).toBeInstanceOf(PostAwayError);
    await post.send(both);
    expect(sink.mails.map(({ envelope }) => envelope.to)).toEqual([
      ["ada@school.example"],
      ["rao@council.example"],
    ]);
    await post.send(both);
    expect(sink.mails.at(-1)?.envelope.to).toEqual(["ada@school.example", "rao@council.example"]);
  });

  test("a letter is not given up while one of its recipients is only put off", async () => {
    const both = letter({ cc: ["rao@council.example"] });
    sink.refuseNext(451, "ada@school.example");
    sink.refuseNext(550, "rao@council.example");
    expect(await failure(post.send(both))).toBeInstanceOf(PostAwayError);
    sink.refuseNext(550, "rao@council.example");
    expect(await failure(post.send(both))).toBeInstanceOf(PostRefusedError);
    expect(sink.mails.map(({ envelope }) => envelope.to)).toEqual([["ada@school.example"]]);
  });

  test("a refusal of one recipient of several is told", async () => {
    sink.refuseNext(550, "rao@council.example");
    const error = await failure(post.send(letter({ cc: ["rao@council.example"] })));
    expect(error).toBeInstanceOf(PostRefusedError);
    expect(error?.message).toBe("Cannot send a letter: 1 of 2 recipients refused");
  });

  test("a server that is not there is away, and the same post sends again when it is back", async () => {
    const { port } = sink;
    await sink.stop();
    expect(await failure(post.send(letter()))).toBeInstanceOf(PostAwayError);
    expect(await failure(post.verify())).toBeInstanceOf(PostAwayError);
    sink = await startSmtpSink({}, port);
    await post.verify();
    await post.send(letter());
    expect(sink.mails).toHaveLength(1);
  });

  test("a refused login is away: it may pass, and the letter is not to blame", async () => {
    await sink.stop();
    sink = await startSmtpSink({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error("no")),
    });
    const other = open({ auth: { user: "triage", pass: "wrong" } });
    const error = await failure(other.send(letter()));
    await other.close();
    expect(error).toBeInstanceOf(PostAwayError);
    expect(wordsOf(error)).not.toMatch(/wrong|school/);
  });

  test("logs in with an access token, asked for when it is needed", async () => {
    await sink.stop();
    sink = await startSmtpSink({
      authOptional: false,
      authMethods: ["XOAUTH2"],
      onAuth: ({ accessToken }, _session, done) =>
        done(null, accessToken === "token-1" ? { user: "triage" } : { data: { status: "401" } }),
    });
    let asked = 0;
    const accessToken = async () => `token-${++asked}`;
    const other = open({ auth: { user: "triage", accessToken } });
    expect(asked).toBe(0);
    await other.send(letter());
    await other.close();
    expect(sink.mails).toHaveLength(1);
  });

  test("a letter to nobody is refused", async () => {
    expect(await failure(post.send(letter({ to: [] })))).toBeInstanceOf(PostRefusedError);
  });

  test("mail does not leave this machine without TLS", async () => {
    const strict = open({ loopbackPlaintext: false });
    expect(await failure(strict.send(letter()))).toBeInstanceOf(PostAwayError);
    await strict.close();
    expect(sink.mails).toEqual([]);
    expect(() => open({ host: "mail.council.example" })).toThrow("Cannot send mail without TLS");
  });
});
