// `node_modules/.bin/node bench/letters-pictures.ts [FOLDER]`: every letter as a phone shows it, and the review request as a desk shows
// it, for docs/letters.md; long ones in pieces. It needs what `node bin/setup.mjs test` fetched.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChromium } from "../test/servers/chromium.ts";
import { FULL } from "../test/templates/samples.ts";

/** Widths and heights in CSS pixels. */
const SCREENS = { phone: { width: 360, tallest: 1_200 }, desk: { width: 720, tallest: 900 } };
const ON_A_DESK = ["review-request"];

const folder = process.argv[2] ?? fileURLToPath(new URL("../docs/letters", import.meta.url));
mkdirSync(folder, { recursive: true });
const browser = await startChromium();
try {
  for (const [name, letter] of Object.entries(FULL)) {
    await photograph(name, letter().html, SCREENS.phone);
    if (ON_A_DESK.includes(name)) await photograph(`${name}-desk`, letter().html, SCREENS.desk);
  }
} finally {
  await browser.stop();
}

async function photograph(name: string, html: string, { width, tallest }: typeof SCREENS.phone) {
  const page = await browser.page(width, { height: 400 });
  await page.setContent(html);
  const height = await page.evaluate("document.documentElement.scrollHeight");
  const pieces = Math.ceil(Number(height) / tallest);
  const each = Math.ceil(Number(height) / pieces);
  for (let piece = 0; piece < pieces; piece++) {
    const path = join(folder, pieces === 1 ? `${name}.png` : `${name}-${piece + 1}.png`);
    const clip = { x: 0, y: piece * each, width, height: Math.min(each, Number(height) - piece * each) };
    await page.screenshot({ path, fullPage: true, clip });
    console.log(`${path} ${Math.ceil(statSync(path).size / 1024)} KB`);
  }
  await page.context().close();
}
