import { beforeEach, expect, test } from "vitest";
import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { instant } from "../../rules/time.ts";
import { amendSubject } from "../../worker/mailbox/amend.ts";
import type { ImapMailbox } from "../../worker/mailbox/imap.ts";
import { MailboxAwayError } from "../../worker/ports.ts";
import { aMail, FOLDERS } from "./mailbox.ts";
import { describeBehindProxy } from "./mailbox-behind-proxy.ts";

const RECEIVED = instant("2026-11-20T09:30:15Z");

async function copiesOf(mailbox: ImapMailbox, messageId: string): Promise<FolderRole[]> {
  const found: FolderRole[] = [];
  for (const folder of Object.keys(FOLDERS) as FolderRole[]) {
    for (const _ of await mailbox.find(folder, "Message-ID", messageId)) found.push(folder);
  }
  return found;
}

for (const [server, capabilityWithout] of [
  ["with MOVE", []],
  ["without MOVE", ["MOVE"]],
  ["with MOVE but without UIDPLUS", ["UIDPLUS"]],
] as const) {
  describeBehindProxy(`a connection cut at any byte, on a server ${server}`, [...capabilityWithout], (at) => {
    let raw: Buffer;
    let messageId: string;
    let serial = 0;
    beforeEach(() => {
      serial += 1;
      messageId = `cut-${serial}@school.example`;
      raw = aMail({ messageId });
    });

    /** Repeats with the cut ever later until nothing is cut any more. */
    async function untilUncut(
      from: "server" | "client",
      attempt: (mailbox: ImapMailbox) => Promise<unknown>,
    ): Promise<number> {
      let cuts = 0;
      for (let bytes = from === "server" ? 500 : 60; ; bytes += from === "server" ? 83 : 23) {
        const mailbox = at().through();
        at().proxy.cutAfter = { bytes, from };
        const outcome = await attempt(mailbox).then(
          () => "done",
          (error: unknown) => error,
        );
        await mailbox.close();
        at().proxy.cutAfter = null;
        if (outcome === "done") return cuts;
        expect(outcome).toBeInstanceOf(MailboxAwayError);
        cuts += 1;
      }
    }

    test.each(["server", "client"] as const)(
      "a move loses nothing and doubles nothing (bytes from the %s)",
      async (from) => {
        await at().plain.append("inbox", raw, { flags: [], internalDate: RECEIVED });
        const cuts = await untilUncut(from, async (mailbox) => {
          const [there] = await at().plain.find("inbox", "Message-ID", messageId);
          if (there !== undefined) await mailbox.move("inbox", [there.uid], "review");
          else await mailbox.news("review", null);
          expect((await copiesOf(at().plain, messageId)).length).toBeGreaterThan(0);
        });
        expect(cuts).toBeGreaterThan(3);
        const [left] = await at().plain.find("inbox", "Message-ID", messageId);
        if (left !== undefined) await at().through().move("inbox", [left.uid], "review");
        expect(await copiesOf(at().plain, messageId)).toEqual(["review"]);
        const [moved] = await at().plain.find("review", "Message-ID", messageId);
        expect((await at().plain.fetch(moved!))?.equals(raw)).toBe(true);
      },
    );

    test.each(["server", "client"] as const)(
      "an amended copy is there once, whole, however often it is tried (bytes from the %s)",
      async (from) => {
        const item = `I-${messageId}`;
        const amended = amendSubject(raw, "contact created", { item, outcome: "contact created" });
        const cuts = await untilUncut(from, async (mailbox) => {
          const [done] = await mailbox.find("contact-completed", "X-CASS-Item", item);
          if (done === undefined)
            await mailbox.append("contact-completed", amended, {
              flags: ["ACTIONED"],
              internalDate: RECEIVED,
            });
        });
        expect(cuts).toBeGreaterThan(3);
        const [copy, ...others] = await at().plain.find("contact-completed", "X-CASS-Item", item);
        expect(others).toEqual([]);
        expect((await at().plain.fetch(copy!))?.equals(amended)).toBe(true);
      },
    );
  });
}
