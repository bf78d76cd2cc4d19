import type { ImapFlow } from "imapflow";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { FolderRole } from "../../rules/classify/triage-result.ts";
import { type ImapMailbox, type ImapSettings, openImapMailbox } from "../../worker/mailbox/imap.ts";
import { startDovecot, type TestDovecot } from "../servers/dovecot.ts";
import { type ImapProxy, startImapProxy } from "../servers/imap-proxy.ts";
import { aPerson, FOLDERS, quiet } from "./mailbox.ts";

/** A Dovecot and, in front of it, a proxy that misbehaves. */
export function describeBehindProxy(
  name: string,
  capabilityWithout: string[],
  tests: (at: () => Behind) => void,
): void {
  describe(name, () => {
    let behind: Behind;
    beforeAll(async () => {
      const dovecot = await startDovecot({ capabilityWithout });
      const proxy = await startImapProxy(dovecot.host, dovecot.imapPort);
      const settings = (port: number) => ({
        host: dovecot.host,
        port,
        secure: false,
        loopbackPlaintext: true,
        auth: { user: dovecot.user, pass: dovecot.pass },
        folders: FOLDERS,
      });
      const open: ImapMailbox[] = [];
      const plain = openImapMailbox(settings(dovecot.imapPort), quiet);
      await plain.createFolders(Object.keys(FOLDERS) as FolderRole[]);
      open.push(plain);
      behind = {
        dovecot,
        proxy,
        plain,
        person: await aPerson(settings(dovecot.imapPort)),
        through(extra = {}) {
          const mailbox = openImapMailbox({ ...settings(proxy.port), ...extra }, quiet);
          open.push(mailbox);
          return mailbox;
        },
        async stop() {
          proxy.refuse = false;
          for (const mailbox of open) await mailbox.close();
          behind.person.close();
          await proxy.stop();
          await dovecot.stop();
        },
      };
    });
    afterEach(() => {
      behind.proxy.cutAfter = null;
      behind.proxy.refuse = false;
      behind.proxy.loseKeywords = false;
      behind.proxy.refuseIdle = false;
      behind.proxy.rewrite = null;
    });
    afterAll(() => behind?.stop());
    tests(() => behind);
  });
}

export interface Behind {
  readonly dovecot: TestDovecot;
  readonly proxy: ImapProxy;
  /** A mailbox that nothing troubles, to look and to prepare. */
  readonly plain: ImapMailbox;
  readonly person: ImapFlow;
  /** A mailbox under test. Without `connect()` it has one connection. */
  through(extra?: Partial<ImapSettings>): ImapMailbox;
  stop(): Promise<void>;
}
