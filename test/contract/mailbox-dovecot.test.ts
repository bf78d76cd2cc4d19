import { type DovecotOptions, startDovecot } from "../servers/dovecot.ts";
import { describeMailbox, FOLDERS, type MailboxServer } from "./mailbox.ts";

type Traits = Pick<MailboxServer, "keywords" | "moves" | "expunges">;
const able: Traits = { keywords: true, moves: "by the server or by a copy", expunges: true };

const servers: readonly [name: string, options: DovecotOptions, traits: Traits][] = [
  ["Dovecot", {}, able],
  ["Dovecot with folders below INBOX, by dots", { separator: ".", prefix: "INBOX." }, able],
  ["a server without MOVE", { capabilityWithout: ["MOVE"] }, able],
  [
    "a server with MOVE but without UIDPLUS",
    { capabilityWithout: ["UIDPLUS"] },
    { ...able, expunges: false },
  ],
  [
    "a server with neither MOVE nor UIDPLUS",
    { capabilityWithout: ["MOVE", "UIDPLUS"] },
    { ...able, moves: "by hand", expunges: false },
  ],
  ["a server without keywords", { keywords: false }, { ...able, keywords: false }],
  ["a server without IDLE and CONDSTORE", { capabilityWithout: ["IDLE", "CONDSTORE"] }, able],
];

for (const [name, options, traits] of servers) {
  describeMailbox(name, async () => {
    const dovecot = await startDovecot(options);
    const { host, imapPort: port, user, pass } = dovecot;
    return {
      settings: {
        host,
        port,
        secure: false,
        loopbackPlaintext: true,
        auth: { user, pass },
        folders: FOLDERS,
      },
      deliver: (raw) => dovecot.deliver(raw),
      stop: () => dovecot.stop(),
      ...traits,
    };
  });
}
