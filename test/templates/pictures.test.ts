import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FULL } from "./samples.ts";

const page = readFileSync(new URL("../../docs/letters.md", import.meta.url), "utf8");
const folder = fileURLToPath(new URL("../../docs/letters", import.meta.url));

describe("the pictures of the letters", () => {
  test.each(Object.keys(FULL))("%s is shown", (name) => {
    expect(page).toMatch(new RegExp(`\\(letters/${name}(?:-\\d+)?\\.png\\)`));
  });

  test("each one that is shown exists, and none is there that is not shown", () => {
    const shown = [...page.matchAll(/\(letters\/([\w-]+\.png)\)/g)].map(([, name]) => name ?? "");
    for (const name of shown) expect(existsSync(`${folder}/${name}`), name).toBe(true);
    expect(readdirSync(folder).filter((name) => !shown.includes(name))).toEqual([]);
  });
});
