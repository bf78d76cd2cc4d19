import { decompressRTF } from "@kenjiuno/decompressrtf";
import { decode } from "libmime/lib/charset.js";
import type { Budget, Limits } from "./limits.ts";
import { type Page, PageText } from "./page-text.ts";
import { plainText } from "./plain-text.ts";

/** Groups that hold no text of the page. */
const SILENT = new Set(
  "fonttbl,colortbl,stylesheet,info,pict,object,objdata,themedata,colorschememapping,latentstyles,datastore,listtable,listoverridetable,rsidtbl,generator,xmlnstbl,mmathPr,filetbl,revtbl,fldinst,nonshppict,shpinst,wgrffmtfilter,htmltag,mhtmltag,pgdsctbl,atnid,atnauthor,atntime,atndate,atnref,bkmkstart,bkmkend,background,header,headerl,headerr,headerf,footer,footerl,footerr,footerf,pntext,pnseclvl,nextfile,template,private,userprops,docvar,factoidname,passwordhash,protusertbl,falt,panose".split(
    ",",
  ),
);
const CHARS: Readonly<Record<string, string>> = {
  tab: " ",
  emdash: "—",
  endash: "–",
  bullet: "•",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  emspace: " ",
  enspace: " ",
  "~": " ",
  _: "-",
  "-": "",
};
const CODE_PAGES: Readonly<Record<number, string>> = {
  10000: "macintosh",
  65001: "utf-8",
  932: "shift_jis",
  936: "gbk",
  949: "euc-kr",
  950: "big5",
};

interface Group {
  silent: boolean;
  struck: boolean;
  deleted: boolean;
  bold: boolean;
  /** How many plain characters follow a \u and stand for it. */
  skip: number;
}

/**
 * Rich Text Format: words, lines, table rows, struck out and deleted text. Pictures and objects are passed over.
 * @throws {TooLargeError} beyond the limit of characters.
 */
export function readRtf(bytes: Buffer, limits: Limits): Page {
  const source = bytes.toString("latin1");
  const page = new PageText(limits.textChars);
  const stack: Group[] = [];
  let group: Group = { silent: false, struck: false, deleted: false, bold: false, skip: 1 };
  let codePage = "windows-1252";
  let pending: number[] = [];
  let toSkip = 0;
  let inTable = false;
  let cellOpen = false;
  let at = 0;
  let marked: string | null = null;

  const put = (text: string) => {
    if (group.silent || text === "") return;
    if (inTable && !cellOpen && text.trim() !== "") {
      if (isOutsideRow(source, at)) leaveTable();
      else {
        page.startCell(1, false);
        cellOpen = true;
      }
    }
    const as = group.deleted ? "deleted" : group.struck ? "struck out" : null;
    if (as !== marked && text.trim() !== "") {
      if (marked) page.write("]");
      if (as) page.write(`[${as}: `);
      marked = as;
    }
    page.write(plainText(text), group.bold);
  };
  const unmark = () => {
    if (marked) page.write("]");
    marked = null;
  };
  const flush = () => {
    if (pending.length === 0) return;
    const text = decode(Buffer.from(pending), codePage);
    pending = [];
    put(text);
  };
  const endRow = () => {
    page.endRow();
    cellOpen = false;
  };
  const leaveTable = () => {
    if (inTable) page.endTable();
    inTable = false;
    cellOpen = false;
  };

  const word = (name: string, value: number | null) => {
    const on = value !== 0;
    if (SILENT.has(name)) group.silent = true;
    switch (name) {
      case "ansicpg":
        codePage = CODE_PAGES[value ?? 1252] ?? `windows-${value ?? 1252}`;
        break;
      case "uc":
        group.skip = value ?? 1;
        break;
      case "u":
        put(String.fromCharCode((value ?? 63) < 0 ? (value ?? 0) + 65536 : (value ?? 63)));
        toSkip = group.skip;
        break;
      case "par":
      case "sect":
      case "page":
      case "line":
        if (group.silent) break;
        unmark();
        page.breakLine();
        break;
      case "pard":
        break;
      case "plain":
        group.struck = false;
        group.bold = false;
        break;
      case "b":
        group.bold = on;
        break;
      case "strike":
      case "striked":
        group.struck = on;
        break;
      case "deleted":
        group.deleted = on;
        break;
      case "trowd":
        if (!inTable && !group.silent) {
          page.startTable();
          inTable = true;
        }
        if (inTable) page.startRow();
        break;
      case "cell":
        if (!inTable || group.silent) break;
        unmark();
        if (!cellOpen) page.startCell(1, false);
        page.endCell();
        cellOpen = false;
        break;
      case "row":
        if (inTable && !group.silent) endRow();
        break;
      default:
        if (name in CHARS) put(CHARS[name] as string);
    }
  };

  while (at < source.length) {
    const char = source[at] as string;
    if (char === "{") {
      flush();
      stack.push({ ...group });
      if (stack.length > 2000) break;
      at++;
    } else if (char === "}") {
      flush();
      group = stack.pop() ?? group;
      at++;
    } else if (char === "\\") {
      const next = source[at + 1] ?? "";
      if (next === "'") {
        const byte = Number.parseInt(source.slice(at + 2, at + 4), 16);
        if (toSkip > 0) toSkip--;
        else if (!Number.isNaN(byte) && !group.silent) pending.push(byte);
        at += 4;
      } else if (/[a-z]/i.test(next)) {
        flush();
        let end = at + 1;
        while (end - at < 34 && /[a-z]/i.test(source[end] ?? "")) end++;
        const name = source.slice(at + 1, end);
        const from = end;
        if (source[end] === "-") end++;
        while (end - from < 11 && /\d/.test(source[end] ?? "")) end++;
        const digits = source.slice(from, end);
        if (source[end] === " ") end++;
        if (name === "bin") end += Math.max(0, Number(digits) || 0);
        word(name, digits === "" || digits === "-" ? null : Number(digits));
        at = end;
      } else {
        flush();
        // \* opens a group that readers who do not know it pass over
        if (next === "*") group.silent = true;
        else if (next === "\\" || next === "{" || next === "}") put(next);
        else if (next === "\n" || next === "\r") word("par", null);
        else if (next in CHARS) put(CHARS[next] as string);
        at += 2;
      }
    } else {
      if (char !== "\r" && char !== "\n") {
        if (toSkip > 0) toSkip--;
        else if (!group.silent) pending.push(char.charCodeAt(0));
      }
      at++;
    }
  }
  flush();
  unmark();
  return page.finish();
}

/** Whether text stands behind the last row: no cell ends before the next row or the end begins. */
function isOutsideRow(source: string, at: number): boolean {
  const ahead = source.slice(at, at + 20_000);
  const cell = ahead.search(/\\cell\b/);
  if (cell < 0) return true;
  const row = ahead.search(/\\trowd\b/);
  return row >= 0 && row < cell;
}

/** RTF as Outlook compresses it (MS-OXRTFCP). @throws {TooLargeError} beyond the budget. */
export function readCompressedRtf(bytes: Buffer, budget: Budget): Page {
  if (bytes.length < 16) throw new Error("Cannot unpack RTF: expected a header of 16 bytes");
  budget.takeBytesOut(bytes.readUInt32LE(4));
  return readRtf(Buffer.from(decompressRTF([...bytes])), budget.limits);
}
