import type { ImapFlow } from "imapflow";
import type { Location } from "../ports.ts";
import { hasFlag } from "./flags.ts";
import { type FolderMatch, type ListedFolder, matchFolder, matchFolders } from "./folders.ts";
import type { ImapSettings } from "./session.ts";

/** Every folder this adapter can read: the worker's own, Sent, and `CHECKED FOR BSS`. */
export type AnyFolder = Location["folder"];

/** Where each folder lies on the server. */
export type Directory = ReadonlyMap<AnyFolder, FolderMatch>;

export async function readDirectory(client: ImapFlow, settings: ImapSettings): Promise<Directory> {
  const entries = await client.list();
  const listed = entries.map(
    ({ path, delimiter, flags, specialUse }): ListedFolder => ({
      path,
      delimiter,
      selectable: !hasFlag(flags, "\\Noselect") && !hasFlag(flags, "\\NonExistent"),
      specialUse: specialUse ?? null,
    }),
  );
  const prefix = client.namespace?.prefix ?? "";
  const directory = new Map<AnyFolder, FolderMatch>(matchFolders(settings.folders, listed, prefix));
  const sent = listed.find(({ specialUse }) => specialUse === "\\Sent")?.path ?? null;
  directory.set(
    "sent",
    settings.sentFolder === undefined
      ? { found: sent, doubled: false, lookAlikes: [] }
      : matchFolder(settings.sentFolder, listed, prefix),
  );
  if (settings.checkedFolder !== undefined) {
    directory.set("checked", matchFolder(settings.checkedFolder, listed, prefix));
  }
  return directory;
}

/** What to say of a folder that is missing or there twice. */
export function missingFolder(
  folder: AnyFolder,
  settings: ImapSettings,
  match: FolderMatch | undefined,
): string {
  const names = {
    ...settings.folders,
    sent: settings.sentFolder ?? "Sent",
    checked: settings.checkedFolder ?? "none",
  };
  const alike = (match?.lookAlikes ?? []).map((path) => `'${path}'`).join(", ");
  const found = match?.doubled ? alike : alike === "" ? "none" : `only ${alike}`;
  return `Cannot use the folder '${folder}': expected '${names[folder]}' once on the server, found ${found}`;
}
