/** What we use of hoodiecrow-imap, which comes without types. Raw mails are binary (Latin-1) strings. */
declare module "hoodiecrow-imap" {
  import type { Server, Socket } from "node:net";

  export interface Folder {
    folders?: Record<string, Folder>;
    "special-use"?: string;
    allowPermanentFlags?: boolean;
    uidvalidity?: number;
    separator?: string;
    type?: "personal";
    messages?: { raw: string; flags: string[]; uid: number; internaldate: string }[];
  }
  export interface ImapServer {
    listen(port: number, host: string, done: () => void): void;
    close(done?: () => void): void;
    appendMessage(
      folder: string,
      flags: string[],
      internalDate: Date,
      raw: string,
    ): { message: { uid: number } };
    getMailbox(path: string): Folder | undefined;
    createMailbox(path: string): void;
    readonly server: Server & { on(event: "connection", take: (socket: Socket) => void): Server };
  }
  export default function hoodiecrow(options: {
    plugins?: string[];
    users?: Record<string, { password: string; xoauth2?: { accessToken: string } }>;
    storage?: Record<string, Folder>;
  }): ImapServer;
}
