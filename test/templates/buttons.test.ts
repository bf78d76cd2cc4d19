import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReviewerRole } from "../../rules/situation.ts";
import { plusAddress, replyButton } from "../../worker/letters/queue.ts";
import { askSubject, decisionButtons } from "../../worker/letters/review-request.ts";
import { itemToken, readToken, reviewToken, verifyToken } from "../../worker/post/token.ts";
import { POLICY } from "./samples.ts";

/** A `mailto:` address taken apart as RFC 6068 says: percent-encoding only, a plus is a plus. */
function opened(href: string) {
  const [, to = "", query = ""] = /^mailto:([^?]*)(?:\?(.*))?$/.exec(href) ?? [];
  const fields = query.split("&").map((field) => {
    const [name = "", value = ""] = field.split("=");
    return [name.toLowerCase(), decodeURIComponent(value)] as const;
  });
  expect(new Set(fields.map(([name]) => name)).size).toBe(fields.length);
  return { to: decodeURIComponent(to), ...Object.fromEntries(fields) } as {
    readonly to: string;
    readonly cc?: string;
    readonly subject?: string;
    readonly body?: string;
  };
}

const SECRET = "of the tests";
const token = reviewToken("R-000012", "R-000012/1", SECRET);

describe("a decision button opens a mail that decides", () => {
  const roles: readonly (readonly [ReviewerRole, readonly string[]])[] = [
    ["tm-sp", ["NEW CONTACT", "NO CONTACT", "MORE INFO", "NOT MINE"]],
    ["early-help-manager", ["NEW CONTACT", "VISIT", "NO CONTACT", "MORE INFO", "NOT MINE"]],
    ["cass-team-manager", ["NEW CONTACT", "NO CONTACT", "TAKEN FORWARD", "MORE INFO", "NOT MINE"]],
    ["rao", []],
    ["none", []],
  ];

  test.each(roles)("%s: the words of Part 0.6, each with what it means", (role, words) => {
    const buttons = decisionButtons(POLICY, role, token, askSubject("R-000012", token, true));
    expect(buttons.map(({ word }) => word)).toEqual(words);
    for (const { means } of buttons) expect(means).toMatch(/\w{3}/);
  });

  test.each([false, true])(
    "to the mailbox with the token, the RAOs in copy, the word first (urgent: %s)",
    (urgent) => {
      for (const { word, href } of decisionButtons(
        POLICY,
        "tm-sp",
        token,
        askSubject("R-000012", token, urgent),
      )) {
        const mail = opened(href);
        expect(mail.to).toBe(plusAddress("cass@trust.example", token));
        expect(mail.cc).toBe("cass.raos@trust.example");
        expect(mail.body).toBe(`${word}\r\n`);
        expect(mail.subject).toBe(`RE: [CASS review R-000012]${urgent ? "[URGENT]" : ""} [${token}]`);
        expect(href).not.toMatch(/[\s"'<>+]/);
      }
    },
  );

  test("the token is read back from the subject and from the address alone", () => {
    const [button] = decisionButtons(POLICY, "tm-sp", token, askSubject("R-000012", token, false));
    const mail = opened(button?.href ?? "");
    for (const written of [mail.subject, mail.to]) {
      const read = readToken(written ?? "");
      expect(read && verifyToken(read, SECRET)).toEqual({ itemId: "R-000012", askId: "R-000012/1" });
    }
  });
});

test("an owner's button copies nobody", () => {
  const { href } = replyButton(
    POLICY,
    itemToken("R-000012", SECRET),
    "[CASS R-000012]",
    "SEND",
    "let it go",
    {
      copyRaos: false,
    },
  );
  expect(opened(href).cc).toBeUndefined();
});

test("whatever the word, the subject and the address, the mail opens as it was meant", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(text, text, fc.emailAddress(), (word, subject, raoGroup) => {
      const policy = { addresses: { ...POLICY.addresses, raoGroup } };
      const mail = opened(replyButton(policy, token, subject, word, "").href);
      expect(mail).toEqual({
        to: plusAddress("cass@trust.example", token),
        cc: raoGroup,
        subject: `RE: ${subject}`,
        body: `${word}\r\n`,
      });
    }),
  );
});
