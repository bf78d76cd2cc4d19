import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ListedFolder, matchFolder, matchFolders } from "../../../worker/mailbox/folders.ts";

const folder = (path: string, delimiter = "/", selectable = true): ListedFolder => ({
  path,
  delimiter,
  selectable,
  specialUse: null,
});
const found = (wanted: string, paths: readonly string[], delimiter = "/", prefix = "") =>
  matchFolder(
    wanted,
    paths.map((path) => folder(path, delimiter)),
    prefix,
  );

describe("a folder is found by its exact name", () => {
  test.each<[why: string, wanted: string, paths: string[], delimiter: string, prefix: string, path: string]>([
    ["at the root", "REVIEW CONTACTS", ["INBOX", "REVIEW CONTACTS"], "/", "", "REVIEW CONTACTS"],
    [
      "below the server's prefix",
      "REVIEW CONTACTS",
      ["INBOX", "INBOX.REVIEW CONTACTS"],
      ".",
      "INBOX.",
      "INBOX.REVIEW CONTACTS",
    ],
    [
      "below INBOX, where Outlook made it",
      "PSS COMPLETED",
      ["INBOX", "Inbox/PSS COMPLETED"],
      "/",
      "",
      "Inbox/PSS COMPLETED",
    ],
    ["with spaces around it", "REVIEW CONTACTS", [" REVIEW CONTACTS "], "/", "", " REVIEW CONTACTS "],
    ["in other letter case", "REVIEW CONTACTS", ["Review Contacts"], "/", "", "Review Contacts"],
    [
      "at a level below, configured with /",
      "CASS/REVIEW CONTACTS",
      ["CASS.REVIEW CONTACTS"],
      ".",
      "",
      "CASS.REVIEW CONTACTS",
    ],
    ["INBOX is INBOX", "Inbox", ["INBOX", "INBOX/Inbox"], "/", "", "INBOX"],
  ])("%s", (_why, wanted, paths, delimiter, prefix, path) => {
    expect(found(wanted, paths, delimiter, prefix)).toEqual({ found: path, doubled: false, lookAlikes: [] });
  });

  test.each([
    ["REVIEW CONTACT"],
    ["REVIEWCONTACTS"],
    ["REVIEW  CONTACTS"],
    ["REVIEW-CONTACTS"],
    ["REVIEW CONTACTSS"],
    ["Team A/REVIEW CONTACTS"],
  ])("%s is a look-alike, not the folder", (path) => {
    expect(found("REVIEW CONTACTS", ["INBOX", path])).toEqual({
      found: null,
      doubled: false,
      lookAlikes: [path],
    });
  });

  test("a folder that holds no mail is not it, and is shown", () => {
    const match = matchFolder("REVIEW CONTACTS", [folder("REVIEW CONTACTS", "/", false)], "");
    expect(match).toEqual({ found: null, doubled: false, lookAlikes: ["REVIEW CONTACTS"] });
  });

  test("two that match are none", () => {
    const paths = ["REVIEW CONTACTS", "INBOX/Review Contacts"];
    expect(found("REVIEW CONTACTS", paths)).toEqual({ found: null, doubled: true, lookAlikes: paths });
  });

  test("the folder of one role is no look-alike of another's", () => {
    const wanted = {
      inbox: "INBOX",
      review: "REVIEW CONTACTS",
      originals: "REVIEW CONTACTS 2",
      "contact-completed": "CONTACT COMPLETED",
      "pss-completed": "PSS COMPLETED",
    };
    const matches = matchFolders(
      wanted,
      [folder("INBOX"), folder("REVIEW CONTACTS"), folder("CONTACTS COMPLETED")],
      "",
    );
    expect(matches.get("originals")).toEqual({ found: null, doubled: false, lookAlikes: [] });
    expect(matches.get("contact-completed")?.lookAlikes).toEqual(["CONTACTS COMPLETED"]);
    expect(matches.get("pss-completed")?.lookAlikes).toEqual([]);
  });

  test("whatever the separator and prefix, the name is found, and only by its own letters", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z ]{0,20}[A-Z]$/).filter((text) => text !== "INBOX");
    fc.assert(
      fc.property(
        name,
        name,
        fc.constantFrom("/", ".", "\\"),
        fc.constantFrom("", "INBOX", "Mail"),
        (wanted, other, delimiter, below) => {
          const prefix = below === "" ? "" : `${below}${delimiter}`;
          const match = found(wanted, ["INBOX", `${prefix}${other}`], delimiter, prefix);
          expect(match.found).toBe(wanted === other ? `${prefix}${other}` : null);
        },
      ),
    );
  });
});
