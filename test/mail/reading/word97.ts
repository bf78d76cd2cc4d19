import { burn, type Entry } from "@kenjiuno/msgreader/lib/Burner.js";

/** A run of text of a Word 97 document: a paragraph, the cells of a table's row, or a deletion that was tracked. */
export type WordRun = { readonly text: string } | { readonly cells: readonly string[] } | { readonly deleted: string };

/** Where the text begins in the stream: behind the file information block. */
const TEXT_AT = 1024;
const PAGE = 512;
const CELL_END = "\x07";

/**
 * The smallest Word 97-2003 document (.doc, [MS-DOC]) that holds these runs: file information block, text in UTF-16, piece
 * table, and the pages of properties that mark the ends of table rows and tracked deletions. It has no style sheet.
 * @param comments text of comments, behind the body.
 */
export function doc(runs: readonly WordRun[], comments = ""): Buffer {
  let body = "";
  const marks: { from: number; to: number; kind: "row end" | "deleted" }[] = [];
  for (const run of runs) {
    if ("text" in run) body += `${run.text}\r`;
    else if ("deleted" in run) {
      marks.push({ from: body.length, to: body.length + run.deleted.length, kind: "deleted" });
      body += run.deleted;
    } else {
      body += run.cells.map((cell) => `${cell}${CELL_END}`).join("");
      marks.push({ from: body.length, to: body.length + 1, kind: "row end" });
      body += CELL_END;
    }
  }
  const atEnd = comments === "" ? "" : `${comments}\r`;
  const text = Buffer.from(`${body}${atEnd}\r`, "utf16le");
  const pagesAt = Math.ceil((TEXT_AT + text.length) / PAGE);
  const stream = Buffer.alloc((pagesAt + 2) * PAGE);
  const at = (character: number) => TEXT_AT + character * 2;
  text.copy(stream, TEXT_AT);
  const rowEnds = marks.filter(({ kind }) => kind === "row end").map(({ from, to }) => [at(from), at(to)] as const);
  const deletions = marks.filter(({ kind }) => kind === "deleted").map(({ from, to }) => [at(from), at(to)] as const);
  // sprmPFTtp: the last mark of a row; sprmCFRMarkDel: deleted under change tracking
  propertyPage(rowEnds, 13, Buffer.from([3, 0, 0, 0x17, 0x24, 1])).copy(stream, pagesAt * PAGE);
  propertyPage(deletions, 1, Buffer.from([3, 0x00, 0x08, 1])).copy(stream, (pagesAt + 1) * PAGE);

  const pieces = Buffer.alloc(5 + 8 + 8);
  pieces.writeUInt8(2, 0);
  pieces.writeUInt32LE(16, 1);
  pieces.writeUInt32LE(text.length / 2, 9);
  pieces.writeUInt32LE(TEXT_AT, 15);
  const pagePointer = (page: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt32LE(TEXT_AT, 0);
    bytes.writeUInt32LE(TEXT_AT + text.length, 4);
    bytes.writeUInt32LE(page, 8);
    return bytes;
  };
  const table = Buffer.concat([pieces, pagePointer(pagesAt), pagePointer(pagesAt + 1)]);

  stream.writeUInt16LE(0xa5ec, 0);
  stream.writeUInt16LE(0x00c1, 2);
  stream.writeUInt16LE(0x1000, 0x0a);
  stream.writeUInt32LE(TEXT_AT, 0x18);
  stream.writeUInt32LE(TEXT_AT + text.length, 0x1c);
  stream.writeUInt16LE(14, 0x20);
  stream.writeUInt16LE(22, 0x3e);
  stream.writeUInt32LE(stream.length, 0x40);
  stream.writeUInt32LE(body.length, 0x4c);
  stream.writeUInt32LE(atEnd.length, 0x5c);
  stream.writeUInt16LE(0x5d, 0x98);
  const pointer = (field: number, offset: number, length: number) => {
    stream.writeUInt32LE(offset, field);
    stream.writeUInt32LE(length, field + 4);
  };
  pointer(0xfa, pieces.length + 12, deletions.length > 0 ? 12 : 0);
  pointer(0x102, pieces.length, rowEnds.length > 0 ? 12 : 0);
  pointer(0x1a2, 0, pieces.length);

  const entries: Entry[] = [{ name: "Root Entry", type: 5, length: 0, children: [1, 2] }];
  for (const [name, content] of [["WordDocument", stream], ["0Table", table]] as const)
    entries.push({ name, type: 2, length: content.length, binaryProvider: () => new Uint8Array(content) });
  return Buffer.from(burn(entries));
}

/** A page of formatted properties: the ranges that bear `properties`, and between them ranges that bear none. */
function propertyPage(ranges: readonly (readonly [number, number])[], entrySize: number, properties: Buffer): Buffer {
  const page = Buffer.alloc(PAGE);
  const bounds = ranges.flatMap(([from, to]) => [from, to]);
  const count = Math.max(0, bounds.length - 1);
  const plainAt = 480;
  const propertiesAt = 490;
  for (const [index, bound] of bounds.entries()) page.writeUInt32LE(bound, index * 4);
  // paragraph properties without any still name their style
  page.set([0, 1, 0, 0], plainAt);
  page.set(properties, propertiesAt);
  for (let run = 0; run < count; run++) {
    const bears = run % 2 === 0;
    const offset = bears ? propertiesAt / 2 : entrySize === 1 ? 0 : plainAt / 2;
    page.writeUInt8(offset, bounds.length * 4 + run * entrySize);
  }
  page.writeUInt8(count, PAGE - 1);
  return page;
}
