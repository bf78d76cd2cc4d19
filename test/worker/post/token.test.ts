import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemToken, readToken, reviewToken, verifyToken } from "../../../worker/post/token.ts";

const secret = "a secret of this test";

describe("the token that ties a reply to its review", () => {
  test("opens one ask of one review, or the item for commands", () => {
    expect(verifyToken(reviewToken("R-000012", "R-000012/2", secret), secret)).toEqual({
      itemId: "R-000012",
      askId: "R-000012/2",
    });
    expect(verifyToken(itemToken("R-000012", secret), secret)).toEqual({ itemId: "R-000012", askId: null });
  });

  test("is found in a subject and in an address, whatever became of its case", () => {
    const token = reviewToken("R-000012", "R-000012/2", secret);
    for (const text of [
      `RE: [CASS review R-000012][URGENT] [${token}]`,
      `Re: [cass review r-000012] [${token.toLowerCase()}]`,
      `cass+${token.toLowerCase()}@trust.example`,
    ]) {
      expect(readToken(text)).toBe(token);
    }
    expect(readToken("RE: [CASS review R-000012] decision needed")).toBeNull();
    expect(readToken(`${"x".repeat(3_000)} ${token}`)).toBeNull();
  });

  test("is short enough for a subject and says nothing of anybody", () => {
    expect(reviewToken("R-000012", "R-000012/2", secret)).toMatch(/^R-000012-2-[0-9A-HJKMNP-TV-Z]{12}$/);
  });

  test("guessed, of another ask, of another item or of another service it opens nothing", () => {
    const token = reviewToken("R-000012", "R-000012/2", secret);
    expect(verifyToken(token, "another secret")).toBeNull();
    expect(verifyToken(token.replace("-2-", "-3-"), secret)).toBeNull();
    expect(verifyToken(token.replace("000012", "000013"), secret)).toBeNull();
    expect(verifyToken(`${token}X`, secret)).toBeNull();
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
          minLength: 12,
          maxLength: 12,
        }),
        (guess) => {
          const guessed = `R-000012-2-${guess}`;
          expect(verifyToken(guessed, secret) === null).toBe(guessed !== token);
        },
      ),
    );
  });

  test("is made only for ids of ours", () => {
    expect(() => reviewToken("R-000012", "R-000013/1", secret)).toThrow(/expected an ask of R-000012/);
    expect(() => itemToken("Oscar B", secret)).toThrow(RangeError);
  });
});
