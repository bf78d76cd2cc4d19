import { readFileSync } from "node:fs";

/** What bin/setup.mjs found; the format is described there. */
interface Paths {
  redisServer: string;
  redisLibs: string | null;
  dovecot: string;
  dovecotRoot: string | null;
  dovecotLibs: string | null;
  chromium: string;
}

export function pathOf<K extends keyof Paths>(what: K): Paths[K] {
  let paths: Partial<Paths> = {};
  try {
    paths = JSON.parse(readFileSync(new URL("../../.tools/paths.json", import.meta.url), "utf8"));
  } catch {
    // the sentence below says what to do
  }
  const path = paths[what];
  if (path === undefined) throw new Error(`${what} is not set up: run \`node bin/setup.mjs test\` first`);
  return path;
}
