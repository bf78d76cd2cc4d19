import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outcomeLetter, ownerQuestion, receipt, reviewRequest } from "../../templates/letters.ts";
import { startChromium, type TestBrowser } from "../servers/chromium.ts";
import {
  FULL,
  FULL_OWNER_QUESTION,
  FULL_RECEIPT,
  FULL_REVIEW,
  LEAST,
  PROFESSIONAL,
  REQUEST,
} from "./samples.ts";

/** A word of 5,000 letters, a table row, an address, wherever a mail can bring one. */
const long = `${"x".repeat(5_000)} https://forms.example/${"a/".repeat(400)} ${"cell | ".repeat(300)}`;
const request = { ...REQUEST, text: long, subject: long, from: long, attachments: [long] };
const WIDE: Readonly<Record<string, () => { readonly html: string }>> = {
  "a review request with endless words": () =>
    reviewRequest({
      ...FULL_REVIEW,
      request,
      note: long,
      chosenBecause: long,
      urgentBecause: [long],
      unread: [{ where: long, reason: long }],
      differences: [{ kind: "changed", about: "place", before: long, after: long, where: long }],
      children: FULL_REVIEW.children.map((child) => ({ ...child, name: long, standing: long })),
      previous: FULL_REVIEW.previous && { ...FULL_REVIEW.previous, text: long, from: long, decision: long },
    }),
  "a question to an owner with endless words": () =>
    ownerQuestion({
      ...FULL_OWNER_QUESTION,
      request,
      candidates: FULL_OWNER_QUESTION.candidates.map((one) => ({ ...one, name: long, address: long })),
    }),
  "a letter to somebody of an endless name": () => outcomeLetter({ ...PROFESSIONAL, referrerName: long }),
};

let browser: TestBrowser;
let page: Page;
beforeAll(async () => {
  browser = await startChromium();
  page = await browser.page(360);
});
afterAll(() => browser.stop());

/** In the page, whose types this program does not have. */
const WIDEST = `Math.max(document.documentElement.scrollWidth,
  ...[...document.querySelectorAll("body *")].map((one) => one.getBoundingClientRect().right))`;
const SIZES = `[...document.querySelectorAll("p, td, th, h1, h2, a, strong, span")]
  .filter((one) => one.textContent.trim() !== "").map((one) => Number.parseFloat(getComputedStyle(one).fontSize))`;
const BUTTONS = `[...document.querySelectorAll("a")].map((one) => {
  const { width, height } = one.getBoundingClientRect();
  return { href: one.href, width, height };
})`;

describe("on a phone, on a small one, and on a desk", () => {
  test.each(Object.entries({ ...LEAST, ...FULL, ...WIDE }))(
    "%s: nothing has to be scrolled sideways",
    async (_, write) => {
      await page.setContent(write().html);
      for (const width of [320, 360, 800]) {
        await page.setViewportSize({ width, height: 800 });
        expect(Math.ceil(await page.evaluate<number>(WIDEST))).toBeLessThanOrEqual(width);
      }
    },
  );

  test.each(Object.entries(FULL))(
    "%s: it can be read, and its buttons be hit with a thumb",
    async (_, write) => {
      await page.setViewportSize({ width: 360, height: 800 });
      await page.setContent(write().html);
      expect(Math.min(...(await page.evaluate<number[]>(SIZES)))).toBeGreaterThanOrEqual(14);
      const buttons = await page.evaluate<{ href: string; width: number; height: number }[]>(BUTTONS);
      for (const { href, width, height } of buttons) {
        expect(href).toMatch(/^mailto:/);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(40);
      }
    },
  );
});

/** A letter to a referrer has no heading, as no letter has. */
const LETTERS_ARE_NO_PAGES = ["page-has-heading-one"];

describe("axe finds nothing against WCAG 2.2 AA", () => {
  const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

  test.each(Object.entries(FULL))("%s", async (_, write) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.setContent(write().html);
    const { violations } = await new AxeBuilder({ page })
      .withTags(RULES)
      .disableRules(LETTERS_ARE_NO_PAGES)
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  test("it does find what is wrong", async () => {
    await page.setContent(receipt(FULL_RECEIPT).html.replaceAll("#0b0c0c", "#dddddd"));
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    expect(violations.map(({ id }) => id)).toContain("color-contrast");
  });

  test("a phone in dark mode shows the same colours, so the same contrast", async () => {
    const dark = await browser.page(360, { dark: true });
    await dark.setContent(reviewRequest(FULL_REVIEW).html);
    const { violations } = await new AxeBuilder({ page: dark }).withTags(["wcag2aa"]).analyze();
    expect(violations).toEqual([]);
    await dark.context().close();
  });
});

test("what a browser shows of a letter is what it says as text", async () => {
  for (const name of ["outcome-public", "outcome-professional", "outcome-parent", "acknowledgement"]) {
    const letter = FULL[name]!();
    await page.setContent(letter.html);
    const shown = await page.evaluate<string>("document.body.innerText");
    expect(shown.split(/\s+/).filter(Boolean)).toEqual(letter.text.split(/\s+/).filter(Boolean));
    // a paragraph is a paragraph in both
    expect(shown.split(/\n\n+/).length).toBe(letter.text.split(/\n\n+/).length);
  }
});
