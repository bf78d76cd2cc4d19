import { setTimeout as sleep } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import libmime from "libmime";
import type { Instant } from "../../rules/time.ts";
import { bareMessageId, headerValue } from "../../worker/mailbox/headers.ts";

/** A mail as a person sees it. */
export interface Seen {
  readonly folder: string;
  readonly uid: number;
  readonly messageId: string;
  readonly subject: string;
  readonly flags: readonly string[];
  readonly raw: Buffer;
  readonly internalDate: string;
}

export type Outlook = Awaited<ReturnType<typeof openOutlook>>;

/** The hands and eyes of people in the shared mailbox: another IMAP client. */
export async function openOutlook(server: { host: string; port: number; user: string; pass: string }) {
  let client = await connect();

  async function connect(): Promise<ImapFlow> {
    const made = new ImapFlow({
      host: server.host,
      port: server.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: server.user, pass: server.pass },
      logger: false,
      disableAutoIdle: true,
    });
    made.on("error", () => {}); // the call that it cuts short says it as well
    await made.connect();
    return made;
  }

  async function inFolder<T>(folder: string, act: () => Promise<T>): Promise<T> {
    if (!client.usable) client = await connect();
    const lock = await client.getMailboxLock(folder);
    try {
      return await act();
    } finally {
      lock.release();
    }
  }

  const outlook = {
    makesFolder: (folder: string) => client.mailboxCreate(folder),

    async puts(folder: string, raw: Buffer, at: Instant, flags: string[] = []): Promise<void> {
      if (!client.usable) client = await connect();
      await client.append(folder, raw, flags, new Date(at));
    },

    lists: (folder: string): Promise<Seen[]> =>
      inFolder(folder, async () => {
        const found: Seen[] = [];
        for await (const mail of client.fetch("1:*", {
          source: true,
          flags: true,
          internalDate: true,
          uid: true,
        })) {
          const raw = mail.source ?? Buffer.alloc(0);
          found.push({
            folder,
            uid: mail.uid,
            messageId: bareMessageId(headerValue(raw, "Message-ID")) ?? "",
            subject: libmime.decodeWords(headerValue(raw, "Subject") ?? ""),
            flags: [...(mail.flags ?? [])],
            raw,
            internalDate: new Date(mail.internalDate ?? 0).toISOString(),
          });
        }
        return found;
      }),

    /** Every copy of a mail, in every folder but Sent. */
    async finds(messageId: string): Promise<Seen[]> {
      const found: Seen[] = [];
      for (const { path } of await client.list()) {
        if (path.endsWith("Sent")) continue;
        found.push(...(await outlook.lists(path)).filter((mail) => mail.messageId === messageId));
      }
      return found;
    },

    async drags(messageId: string, to: string): Promise<void> {
      const [mail] = await outlook.finds(messageId);
      await outlook.dragsFrom(mail?.folder ?? "", messageId, to);
    },

    async dragsFrom(folder: string, messageId: string, to: string): Promise<void> {
      const mail = (await outlook.finds(messageId)).find((one) => one.folder === folder);
      if (!mail) throw new Error(`no ${messageId} in ${folder} to drag`);
      await inFolder(folder, () => client.messageMove(String(mail.uid), to, { uid: true }));
    },

    async copies(messageId: string, to: string): Promise<void> {
      const [mail] = await outlook.finds(messageId);
      if (!mail) throw new Error(`no ${messageId} to copy`);
      await inFolder(mail.folder, () => client.messageCopy(String(mail.uid), to, { uid: true }));
    },

    async marks(messageId: string, flag: string): Promise<void> {
      const [mail] = await outlook.finds(messageId);
      if (!mail) throw new Error(`no ${messageId} to mark`);
      await inFolder(mail.folder, () => client.messageFlagsAdd(String(mail.uid), [flag], { uid: true }));
    },

    async unmarks(messageId: string, flag: string): Promise<void> {
      const [mail] = await outlook.finds(messageId);
      if (!mail) throw new Error(`no ${messageId} to take a mark off`);
      await inFolder(mail.folder, () => client.messageFlagsRemove(String(mail.uid), [flag], { uid: true }));
    },

    /** A folder is deleted and made again with the same mails, as after a restore: its UIDVALIDITY is another. */
    async remakes(folder: string): Promise<void> {
      const mails = await outlook.lists(folder);
      await client.mailboxClose();
      await client.mailboxDelete(folder);
      await sleep(1100); // Dovecot takes UIDVALIDITY from the clock, in seconds
      await client.mailboxCreate(folder);
      for (const { raw, flags, internalDate } of mails) {
        const kept = flags.filter((flag) => flag !== "\\Recent");
        await client.append(folder, raw, kept, new Date(internalDate));
      }
    },

    async deletes(messageId: string): Promise<void> {
      const [mail] = await outlook.finds(messageId);
      if (!mail) throw new Error(`no ${messageId} to delete`);
      await inFolder(mail.folder, () => client.messageDelete(String(mail.uid), { uid: true }));
    },

    /** Mails outside Sent that bear \Seen: nobody in the journeys opens one. */
    async seenByUs(): Promise<string[]> {
      const all: Seen[] = [];
      for (const { path } of await client.list())
        if (!path.endsWith("Sent")) all.push(...(await outlook.lists(path)));
      return all.filter(({ flags }) => flags.includes("\\Seen")).map(({ folder, uid }) => `${folder} ${uid}`);
    },

    async closes(): Promise<void> {
      await client.logout().catch(() => {});
    },
  };
  return outlook;
}
