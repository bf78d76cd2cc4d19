import { describe, expect } from "vitest";
import { aRawMail } from "../builders/raw-mail.ts";
import { aRequest } from "../builders/requests.ts";
import { type FrontDoor, journey, serveJourneys } from "./front-door.ts";
import { passed, replyTo } from "./letters.ts";

serveJourneys();
const TUESDAY = { at: "2026-11-17 09:00" } as const;
const GARETH = "gareth.pryce@trust.example";
const TOM = "tom.ashworth@trust.example";
const OWNER = "joel.whitcombe@trust.example";

/** A review of which Gareth Pryce has been asked, and whose owner is Joel Whitcombe. */
async function asked(door: FrontDoor): Promise<void> {
  await door.receives(await aRequest("same-incident"), "09:10");
  expect(door.lastLetter("review-request").to).toEqual([GARETH]);
  expect((await door.item()).owner).toBe("rao-2");
}

async function isUndecided(door: FrontDoor): Promise<void> {
  expect(await door.item()).toMatchObject({ status: "awaiting-decision", decision: null });
  await door.passes("12:00");
  expect(door.letters("outcome")).toEqual([]);
  expect(door.letters("receipt")).toEqual([]);
}

/** Who was told of the refusal within the minute, and that its reason stands in the mail. */
async function toldOfRefusal(door: FrontDoor, because: RegExp): Promise<string[]> {
  await door.passesMinutes(1);
  const refusals = door.letters().filter(({ text }) => because.test(text));
  return refusals.map(({ to }) => to[0] ?? "").toSorted();
}

describe("a reply that is not its sender's word decides nothing", () => {
  journey("a forged From: the server's check failed", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NO CONTACT", {
      trace: ["Authentication-Results: mx.trust.example; dmarc=fail header.from=trust.example"],
    });
    expect(await toldOfRefusal(door, /no passing check for trust\.example/)).toEqual([GARETH, OWNER]);
    await isUndecided(door);
  });

  journey(
    "a forged From that brings its own pass along, below our server's verdict",
    TUESDAY,
    async (door) => {
      await asked(door);
      await door.answers("review-request", "NO CONTACT", {
        trace: [
          "Authentication-Results: mx.trust.example; dmarc=none header.from=trust.example",
          "Authentication-Results: mx.trust.example; dmarc=pass header.from=trust.example",
        ],
      });
      expect(await toldOfRefusal(door, /no passing check/)).toEqual([GARETH, OWNER]);
      await isUndecided(door);
    },
  );

  journey("our server said nothing about it", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NO CONTACT", { trace: [] });
    expect(await toldOfRefusal(door, /did not say that it comes from its sender/)).toEqual([GARETH, OWNER]);
    await isUndecided(door);
  });

  journey("two From headers", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NO CONTACT", {
      trace: [...passed(GARETH), `From: ${GARETH}`],
    });
    expect(await toldOfRefusal(door, /2 From headers/)).toEqual([OWNER]);
    await isUndecided(door);
  });

  journey("a guessed token", TUESDAY, async (door) => {
    await asked(door);
    const guess = await aRawMail({
      from: `Gareth Pryce <${GARETH}>`,
      subject: "RE: [CASS review R-000001] [R-000001-1-0123456789AB]",
      text: "NO CONTACT\n",
      trace: passed(GARETH),
    });
    await door.receives(guess);
    expect(await toldOfRefusal(door, /token/)).toEqual([GARETH, OWNER]);
    expect(await door.folderOf(guess.messageId)).toBe("INBOX");
    await isUndecided(door);
  });

  journey("the right token from a colleague who was not asked", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NO CONTACT", { from: `Tom Ashworth <${TOM}>` });
    expect(await toldOfRefusal(door, /only the person asked, or a manager, can decide/)).toEqual([
      OWNER,
      TOM,
    ]);
    await isUndecided(door);
  });

  journey(
    "the right token from outside the house: nothing is told to whoever that is",
    TUESDAY,
    async (door) => {
      await asked(door);
      await door.answers("review-request", "NO CONTACT", { from: "Someone <someone@elsewhere.example>" });
      expect(await toldOfRefusal(door, /does not come from a member of staff/)).toEqual([OWNER]);
      await isUndecided(door);
    },
  );

  journey("a third party in copy answers all", TUESDAY, async (door) => {
    await asked(door);
    const answer = await replyTo(door.lastLetter("review-request"), "Do we know the school?", {
      more: { cc: `Femi Adeyinka <femi.adeyinka@trust.example>` },
    });
    await door.receives(answer);
    await door.answers("question-back", "NO CONTACT from me", {
      from: "Femi Adeyinka <femi.adeyinka@trust.example>",
    });
    expect(await toldOfRefusal(door, /only the person asked, or a manager, can decide/)).toEqual([
      "femi.adeyinka@trust.example",
      OWNER,
    ]);
    await isUndecided(door);
  });

  journey("the request forwarded to us with no word of the reviewer's own", TUESDAY, async (door) => {
    await asked(door);
    const letter = door.lastLetter("review-request");
    const forward = await aRawMail({
      from: `Gareth Pryce <${GARETH}>`,
      subject: `FW: ${letter.subject}`,
      text: `FYI\n\n-----Original Message-----\nFrom: CASS <cass@trust.example>\nSent: 17 November 2026 09:10\nTo: Gareth Pryce\nSubject: ${letter.subject}\n\n${letter.written}\n`,
      trace: passed(GARETH),
    });
    await door.receives(forward);
    expect(door.lastLetter("question-back").to).toEqual([GARETH]);
    await isUndecided(door);
  });

  journey("an old reply sent again after the decision was taken back", TUESDAY, async (door) => {
    await asked(door);
    const old = await door.answers("review-request", "NO CONTACT");
    await door.passes("09:15");
    await door.answers("receipt", "UNDO");
    expect(door.letters("review-request")).toHaveLength(2);
    const receipts = door.letters("receipt").length;
    await door.receives(old, "09:20");
    expect(await toldOfRefusal(door, /no longer waiting for your decision/)).toContain(GARETH);
    expect(await door.item()).toMatchObject({ status: "awaiting-decision", decision: null });
    await door.passes("12:00");
    expect(door.letters("outcome")).toEqual([]);
    expect(door.letters("receipt")).toHaveLength(receipts);
  });

  journey(
    "an old answer to a notice sent again after the decision was taken back",
    { ...TUESDAY, extraordinary: true },
    async (door) => {
      await asked(door);
      await door.passes("17:15");
      const old = await door.answers("overdue", "NO CONTACT", { to: "duty.manager@trust.example" });
      await door.answers("receipt", "UNDO");
      expect((await door.item()).decision).toBeNull();
      await door.passes("2026-11-18 08:30");
      await door.receives(old);
      expect(await toldOfRefusal(door, /it was heard already/)).toEqual([
        "duty.manager@trust.example",
        OWNER,
      ]);
      expect((await door.item()).decision).toBeNull();
    },
  );

  journey(
    "sent as the shared mailbox: the owner learns that nobody can tell who decided",
    TUESDAY,
    async (door) => {
      await asked(door);
      await door.answers("review-request", "NO CONTACT", { from: "CASS <cass@trust.example>" });
      expect(await toldOfRefusal(door, /sent as the shared mailbox/)).toEqual([OWNER]);
      await isUndecided(door);
    },
  );
});

describe("a reply that is its sender's word", () => {
  journey("counts without a token where it answers our mail", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NO CONTACT", { token: false });
    expect((await door.item()).decision).toMatchObject({ by: "tm-2" });
  });

  journey("counts without a thread where it bears the token", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NO CONTACT", { threaded: false });
    expect((await door.item()).decision).toMatchObject({ by: "tm-2" });
  });

  journey(
    "counts as Outlook writes it: HTML alone, the letter below a line without marks",
    TUESDAY,
    async (door) => {
      await asked(door);
      const letter = door.lastLetter("review-request");
      const below = letter.written
        .split(/\n\s*\n/)
        .map((line) => `<p class="MsoNormal">${line.replace(/</g, "&lt;")}</p>`);
      await door.answers("review-request", "", {
        more: {
          html: `<html><body><div><p class="MsoNormal">NO CONTACT, the police saw her.</p><p class="MsoNormal">Gareth</p>
          <div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> CASS &lt;cass@trust.example&gt;<br>
          <b>Sent:</b> 17 November 2026 09:10<br><b>To:</b> Gareth Pryce<br><b>Subject:</b> ${letter.subject}</p></div>${below.join("\n")}</div></body></html>`,
        },
      });
      expect((await door.item()).decision).toMatchObject({
        by: "tm-2",
        decisions: [{ decision: "no-contact" }],
        rationale: "the police saw her.",
      });
    },
  );

  journey("counts from a Team Manager who was not asked", TUESDAY, async (door) => {
    await asked(door);
    await door.answers("review-request", "NEW CONTACT", {
      from: "Margaret Ellery <margaret.ellery@trust.example>",
    });
    expect((await door.item()).decision).toMatchObject({ by: "tm-1" });
  });
});
