import { distance } from "fastest-levenshtein";
import type { FolderRole } from "../../rules/classify/triage-result.ts";

/** What LIST says of a folder. */
export interface ListedFolder {
  readonly path: string;
  readonly delimiter: string;
  readonly selectable: boolean;
  /** `\Sent` and the like, where the server says so or the name does. */
  readonly specialUse: string | null;
}

export interface FolderMatch {
  /** The exact path on the server; null where none or more than one matches. */
  readonly found: string | null;
  readonly doubled: boolean;
  /** All that match, where they are more than one; else names so near that they may be meant (MBX-01). */
  readonly lookAlikes: readonly string[];
}

/** Where no other folder is meant by a name at this distance, counted on letters and digits alone. */
const NEAR = 2;

/**
 * Finds a folder by its configured name, whatever the server's separator and prefix. Surrounding spaces and
 * letter case do not count; nothing else is forgiven (MBX-01).
 * @param wanted `/` between levels, without prefix
 * @param prefix the personal namespace's, with its separator (`INBOX.`); empty where there is none
 */
export function matchFolder(wanted: string, folders: readonly ListedFolder[], prefix: string): FolderMatch {
  const name = comparable(wanted.split("/"));
  if (name === "inbox") {
    const inbox = folders.find((folder) => folder.path.toUpperCase() === "INBOX");
    return { found: inbox?.path ?? "INBOX", doubled: false, lookAlikes: [] };
  }
  const matches = folders.filter((folder) => folder.selectable && levels(folder, prefix).includes(name));
  const [only, ...others] = matches;
  if (only !== undefined && others.length === 0) return { found: only.path, doubled: false, lookAlikes: [] };
  if (only !== undefined)
    return { found: null, doubled: true, lookAlikes: matches.map((folder) => folder.path) };
  const bare = letters(name);
  const near = folders.filter((folder) => {
    const last = letters(folder.path.split(folder.delimiter).at(-1) ?? "");
    return last !== "" && (distance(last, bare) <= NEAR || levels(folder, prefix).includes(name));
  });
  return { found: null, doubled: false, lookAlikes: near.map((folder) => folder.path) };
}

/** Every folder that the program uses, by role. A folder that matches one role is no look-alike of another. */
export function matchFolders(
  wanted: Readonly<Record<FolderRole, string>>,
  folders: readonly ListedFolder[],
  prefix: string,
): ReadonlyMap<FolderRole, FolderMatch> {
  const roles = Object.keys(wanted) as FolderRole[];
  const matches = new Map(roles.map((role) => [role, matchFolder(wanted[role], folders, prefix)]));
  const taken = new Set([...matches.values()].map((match) => match.found));
  for (const [role, match] of matches) {
    matches.set(role, { ...match, lookAlikes: match.lookAlikes.filter((path) => !taken.has(path)) });
  }
  return matches;
}

/** The path below the root, and below INBOX: servers with a prefix list everything there, and Outlook makes folders there. */
function levels(folder: ListedFolder, prefix: string): string[] {
  const { path, delimiter } = folder;
  const split = (text: string) => comparable(delimiter === "" ? [text] : text.split(delimiter));
  const found = [split(path)];
  const inbox = `INBOX${delimiter}`;
  for (const start of new Set([prefix, inbox])) {
    if (start.length > 1 && path.toUpperCase().startsWith(start.toUpperCase()))
      found.push(split(path.slice(start.length)));
  }
  return found;
}

function comparable(parts: readonly string[]): string {
  return parts.map((part) => part.trim().toLowerCase()).join("/");
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
