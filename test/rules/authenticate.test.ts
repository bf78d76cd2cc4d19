import { describe, expect, test } from "vitest";
import { authenticate } from "../../rules/authenticate.ts";
import type { MailContent } from "../../rules/read-mail/mail.ts";
import { aReply } from "../builders/reply.ts";

const policy = {
  authservIds: ["mx.trust.example"],
  trustExchangeInternal: false,
  mailbox: "cass@trust.example",
};

/** Headers from the topmost down. */
function mail(
  headers: readonly (readonly [name: string, value: string])[],
  more: Partial<MailContent> = {},
): MailContent {
  return aReply("NO CONTACT", { headers: headers.map(([name, value]) => ({ name, value })), ...more });
}
const results = (value: string) => mail([["authentication-results", value]]);

describe("whose word counts", () => {
  test.each([
    ["dmarc", "mx.trust.example; dmarc=pass (p=reject dis=none) header.from=trust.example"],
    ["dkim by its domain", "mx.trust.example; dkim=pass header.d=trust.example header.s=s1"],
    ["dkim by its identity", "mx.trust.example; dkim=pass header.i=@trust.example"],
    [
      "dkim of the organisation above",
      'mx.trust.example; dkim=pass reason="good signature" header.d=mail.trust.example',
    ],
    ["spf", "mx.trust.example; spf=pass smtp.mailfrom=nadia.rahman@trust.example"],
    [
      "a later one of several",
      "mx.trust.example 1; spf=fail smtp.mailfrom=x@bulk.example; dkim=pass header.d=trust.example",
    ],
    ["in capitals", "MX.TRUST.EXAMPLE; DKIM = PASS HEADER.D = Trust.Example"],
  ])("our own server found it passing: %s", (_, value) => {
    expect(authenticate(results(value), policy)).toMatchObject({
      ok: true,
      from: "nadia.rahman@trust.example",
    });
  });

  test.each([
    ["nothing was checked", []],
    [
      "it failed",
      [
        [
          "authentication-results",
          "mx.trust.example; dmarc=fail header.from=trust.example; spf=softfail smtp.mailfrom=trust.example",
        ],
      ],
    ],
    [
      "another domain passed (a forged From)",
      [
        [
          "authentication-results",
          "mx.trust.example; dkim=pass header.d=attacker.example; spf=pass smtp.mailfrom=attacker.example; dmarc=fail header.from=trust.example",
        ],
      ],
    ],
    [
      "a domain that only ends alike passed",
      [["authentication-results", "mx.trust.example; dkim=pass header.d=nottrust.example"]],
    ],
    [
      "a bare top-level domain passed",
      [["authentication-results", "mx.trust.example; dkim=pass header.d=example"]],
    ],
    [
      "the sender wrote the results",
      [["authentication-results", "mx.attacker.example; dmarc=pass header.from=trust.example"]],
    ],
    [
      "ours stands below one that came with the mail",
      [
        ["authentication-results", "mx.attacker.example; dmarc=pass header.from=trust.example"],
        ["authentication-results", "mx.trust.example; dmarc=pass header.from=trust.example"],
      ],
    ],
    [
      "a pass hides in a comment",
      [
        [
          "authentication-results",
          "mx.trust.example; spf=fail (; dmarc=pass header.from=trust.example ;) smtp.mailfrom=attacker.example",
        ],
      ],
    ],
    [
      "a pass hides in a quoted address",
      [
        [
          "authentication-results",
          'mx.trust.example; spf=fail smtp.mailfrom="x; dmarc=pass header.from=trust.example"@attacker.example',
        ],
      ],
    ],
    [
      "a second property would overrule the first",
      [
        [
          "authentication-results",
          "mx.trust.example; dkim=pass header.d=attacker.example header.d=trust.example",
        ],
      ],
    ],
    [
      "the results are endless",
      [
        [
          "authentication-results",
          `mx.trust.example; ${"spf=none; ".repeat(2_000)}dmarc=pass header.from=trust.example`,
        ],
      ],
    ],
    ["Exchange's stamp is not trusted here", [["x-ms-exchange-organization-authas", "Internal"]]],
  ] as const)("refused where %s", (_, headers) => {
    const verdict = authenticate(mail(headers), policy);
    expect(verdict.ok).toBe(false);
    expect(verdict.why).not.toBe("");
  });

  test("a tenant's own mail, where the administrator has confirmed the stamp", () => {
    const trusted = { ...policy, trustExchangeInternal: true };
    const stamp = ["x-ms-exchange-organization-authas", "Internal"] as const;
    expect(authenticate(mail([stamp]), trusted).ok).toBe(true);
    expect(authenticate(mail([["x-ms-exchange-organization-authas", "Anonymous"]]), trusted).ok).toBe(false);
    expect(authenticate(mail([["x-ms-exchange-organization-authas", "Anonymous"], stamp]), trusted).ok).toBe(
      false,
    );
  });
});

describe("exactly one From header with one address", () => {
  const passing = [
    ["authentication-results", "mx.trust.example; dmarc=pass header.from=trust.example"],
  ] as const;
  const nadia = { name: "", address: "nadia.rahman@trust.example" };

  test.each([
    ["two From headers", { fromHeaders: 2, from: [nadia, nadia] }],
    ["two From headers of which the parser kept one", { fromHeaders: 2, from: [nadia] }],
    ["two addresses in one", { fromHeaders: 1, from: [nadia, { name: "", address: "x@trust.example" }] }],
    ["no From", { fromHeaders: 0, from: [] }],
    ["a From that is no address", { fromHeaders: 1, from: [{ name: "Nadia", address: "nadia" }] }],
  ])("%s: nobody's word", (_, more) => {
    expect(authenticate(mail(passing, more), policy)).toMatchObject({ ok: false, from: null });
  });

  test("the shared mailbox's own word is refused with its reason", () => {
    const verdict = authenticate(
      mail(passing, { from: [{ name: "CASS", address: "cass@trust.example" }] }),
      policy,
    );
    expect(verdict).toMatchObject({ ok: false, from: "cass@trust.example" });
    expect(verdict.why).toContain("sent as the shared mailbox");
  });
});
