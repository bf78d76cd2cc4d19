import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bareMessageId, headerValue } from "../../../worker/mailbox/headers.ts";
import { ascending, inBatches, uidSet } from "../../../worker/mailbox/uid-sets.ts";

describe("a header's value", () => {
  test.each<[why: string, raw: string, value: string | null]>([
    ["as it stands", "To: x\r\nX-CASS-Item: I-7\r\n\r\n", "I-7"],
    ["in any letter case", "x-cass-ITEM:I-7\r\n\r\n", "I-7"],
    ["unfolded", "X-CASS-Item: I-7\r\n /M-1\r\n\t/2\r\nTo: x\r\n\r\n", "I-7 /M-1\t/2"],
    ["with LF line ends", "To: x\nX-CASS-Item: I-7\n\nbody", "I-7"],
    ["the first of two", "X-CASS-Item: I-7\r\nX-CASS-Item: I-8\r\n\r\n", "I-7"],
    ["at the end of the bytes", "X-CASS-Item: I-7", "I-7"],
    ["empty", "X-CASS-Item:\r\n\r\n", ""],
    ["not from the body", "To: x\r\n\r\nX-CASS-Item: I-7\r\n", null],
    ["not of a longer name", "X-CASS-Item-2: I-7\r\n\r\n", null],
    ["not from the middle of a line", "Comments: X-CASS-Item: I-7\r\n\r\n", null],
  ])("%s", (_why, raw, value) => {
    expect(headerValue(Buffer.from(raw), "X-CASS-Item")).toBe(value);
  });

  test("keeps every byte that is no blank around it", () => {
    const text = "José à";
    expect(
      Buffer.from(headerValue(Buffer.from(`Subject: ${text}\r\n`), "subject") ?? "", "latin1").toString(),
    ).toBe(text);
  });

  test.each([
    ["<a@b.example>", "a@b.example"],
    ["a@b.example", "a@b.example"],
    ["<a@b.example> (comment)", "a@b.example"],
    ["<>", null],
    ["", null],
    [null, null],
  ])("the Message-ID %s is %s", (value, bare) => {
    expect(bareMessageId(value)).toBe(bare);
  });
});

describe("sets of UIDs", () => {
  const expand = (set: string) =>
    set === ""
      ? []
      : set.split(",").flatMap((part) => {
          const [from = 0, to = from] = part.split(":").map(Number);
          return Array.from({ length: to - from + 1 }, (_, at) => from + at);
        });

  test("name each UID once, in commands of bounded size", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 2000 }), (uids) => {
        const batches = inBatches(uids);
        expect(batches.flatMap((batch) => expand(uidSet(batch)))).toEqual(ascending(new Set(uids)));
        for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(500);
      }),
    );
  });

  test("write runs as ranges", () => {
    expect(uidSet([1, 2, 3, 7, 9, 10])).toBe("1:3,7,9:10");
  });
});
