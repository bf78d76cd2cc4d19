import type { AddressInfo, Socket } from "node:net";
import hoodiecrow from "hoodiecrow-imap";
import nodemailer from "nodemailer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DemoMail } from "../../worker/demo/mail-server.ts";
import { openImapMailbox } from "../../worker/mailbox/imap.ts";
import { startHoodiecrow } from "../servers/hoodiecrow.ts";
import { aMail, describeMailbox, FOLDERS, quiet } from "./mailbox.ts";

const settingsOf = ({ imap: { host, port, user, pass } }: DemoMail) => ({
  host,
  port,
  secure: false,
  loopbackPlaintext: true,
  auth: { user, pass },
  folders: FOLDERS,
});

describeMailbox("the demo's server", async () => {
  const server = await startHoodiecrow();
  return {
    settings: settingsOf(server),
    deliver: async (raw) => void server.deliver(raw),
    stop: () => server.stop(),
    keywords: true,
    moves: "by the server or by a copy",
    expunges: true,
  };
});

describe("the demo's mail server, as the border server of an organisation", () => {
  const NOON = "2026-11-20T12:00:00.000Z";
  let server: DemoMail;
  let send: (mail: {
    readonly from: string;
    readonly to: string;
    readonly headers?: Record<string, string>;
  }) => Promise<void>;
  let inbox: () => Promise<string[]>;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    server = await startHoodiecrow(() => NOON);
    const smtp = nodemailer.createTransport({ ...server.smtp, ignoreTLS: true });
    const mailbox = openImapMailbox(settingsOf(server), quiet);
    send = async (mail) =>
      void (await smtp.sendMail({ subject: "NEW CONTACT", text: "NEW CONTACT", ...mail }));
    inbox = async () => {
      const { arrived } = await mailbox.news("inbox", null);
      const raws = await mailbox.fetchMany(
        "inbox",
        arrived.map(({ location }) => location.uid),
      );
      return [...raws.values()].map((raw) => raw.toString());
    };
    stop = async () => {
      smtp.close();
      await mailbox.close();
      await server.stop();
    };
  });
  afterAll(() => stop());

  test("puts mail to the mailbox, and to its plus-addresses, into INBOX, received when the clock says", async () => {
    await send({ from: "tm@council.example", to: "triage@cass.example" });
    await send({ from: "tm@council.example", to: "Triage+r-7.abc@cass.example" });
    const mails = await inbox();
    expect(mails).toHaveLength(2);
    for (const mail of mails) {
      expect(mail).toMatch(/^Received: .*; Fri, 20 Nov 2026 12:00:00 \+0000\r$/m);
      expect(mail).toMatch(
        /^Authentication-Results: mx\.trust\.example; dmarc=pass header\.from=council\.example\r$/m,
      );
    }
  });

  test("vouches for nobody else, and lets nobody vouch in its name", async () => {
    await send({
      from: "tm@council.example.evil.example",
      to: "triage@cass.example",
      headers: { "Authentication-Results": "mx.trust.example; dmarc=pass header.from=council.example" },
    });
    const mail = (await inbox()).at(-1) ?? "";
    expect(mail.match(/^Authentication-Results:.*/gm)).toHaveLength(1);
    expect(mail).toContain("dmarc=none header.from=council.example.evil.example");
  });

  test("keeps mail to others for them, and tells of it", async () => {
    const told: string[][] = [];
    const silence = server.onMail(({ envelope }) => told.push([...envelope.to]));
    const before = (await inbox()).length;
    await send({ from: "triage@cass.example", to: "tm@council.example" });
    silence();
    await send({ from: "triage@cass.example", to: "someone.else@council.example" });
    expect(told).toEqual([["tm@council.example"]]);
    expect(server.mailOf("TM@council.example")).toHaveLength(1);
    expect(server.sent.at(-2)?.raw.toString()).toContain("NEW CONTACT");
    expect(await inbox()).toHaveLength(before);
  });
});

describe("a mailbox with OAuth 2.0 (MBX-16)", () => {
  test("asks for a token at each connection, and is away while it gets none or a stale one", async () => {
    const open = new Set<Socket>();
    const server = hoodiecrow({
      plugins: ["SASL-IR", "XOAUTH2", "IDLE"],
      users: { triage: { password: "", xoauth2: { accessToken: "token-3" } } },
    });
    server.server.on("connection", (socket) => open.add(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    let asked = 0;
    const accessToken = async () => {
      asked += 1;
      if (asked === 1) throw new Error("the token service is away, said triage");
      return `token-${asked}`;
    };
    const mailbox = openImapMailbox(
      {
        host: "127.0.0.1",
        port: (server.server.address() as AddressInfo).port,
        secure: false,
        loopbackPlaintext: true,
        auth: { user: "triage", accessToken },
        folders: FOLDERS,
      },
      quiet,
    );
    server.appendMessage("INBOX", [], new Date(), aMail().toString("latin1"));
    const failures: string[] = [];
    for (;;) {
      try {
        expect((await mailbox.news("inbox", null)).arrived).toHaveLength(1);
        break;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        expect(error.name).toBe("MailboxAwayError");
        failures.push(error.message);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    await mailbox.close();
    for (const socket of open) socket.destroy();
    server.close();
    expect(asked).toBe(3);
    expect(failures.filter((message) => !message.includes("waiting"))).toHaveLength(2);
    expect(failures.join()).not.toMatch(/triage|token-/);
  });
});
