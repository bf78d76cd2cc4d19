import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// What a set-up says and does on a machine that lacks things. That it really fetches them is tried by hand on a
// bare Debian: it takes most of a minute and the network.

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "setup-"));
  mkdirSync(join(checkout, "bin"));
  mkdirSync(join(checkout, "programs"));
  cpSync(fileURLToPath(new URL("../../bin/setup.mjs", import.meta.url)), join(checkout, "bin/setup.mjs"));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function setUp(...args: string[]) {
  const ran = spawnSync(process.execPath, [join(checkout, "bin/setup.mjs"), ...args], {
    encoding: "utf8",
    env: { PATH: join(checkout, "programs"), HOME: checkout },
  });
  return { code: ran.status, said: ran.stderr };
}

function program(name: string, script: string) {
  writeFileSync(join(checkout, "programs", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function withPackages(installed = "1.0.0") {
  const lock = (version: string) => JSON.stringify({ packages: { "node_modules/a": { version } } });
  mkdirSync(join(checkout, "node_modules/.bin"), { recursive: true });
  symlinkSync(process.execPath, join(checkout, "node_modules/.bin/node"));
  writeFileSync(join(checkout, "package-lock.json"), lock("1.0.0"));
  writeFileSync(join(checkout, "node_modules/.package-lock.json"), lock(installed));
}

describe("what cannot be set up is one sentence and exit code 2", () => {
  test("a purpose it does not know", () => {
    expect(setUp("world domination")).toEqual({
      code: 2,
      said: "setup: say `setup.mjs demo` or `setup.mjs test`.\n",
    });
  });

  test("npm ci fails: what npm said is in a file that is named", () => {
    program("npm", "echo npm error: the registry is on holiday; exit 1");
    const { code, said } = setUp("demo");
    expect(code).toBe(2);
    const log = /^setup: `npm ci` failed; what it said is in (.+)\n$/m.exec(said)?.[1] ?? "";
    expect(readFileSync(log, "utf8")).toContain("the registry is on holiday");
    expect(said).not.toMatch(/^\s+at /m);
  });

  test("packages that are older than the lock file are installed again", () => {
    withPackages("0.9.0");
    program("npm", "exit 1");
    expect(setUp("demo")).toMatchObject({ code: 2, said: expect.stringContaining("`npm ci` failed") });
  });

  test("no npm", () => {
    expect(setUp("demo")).toMatchObject({ code: 2, said: expect.stringContaining("npm is not on PATH") });
  });

  test("no Redis, and no Debian to fetch it from", () => {
    withPackages();
    const { code, said } = setUp("demo");
    expect(code).toBe(2);
    expect(said).toMatch(/^setup: no redis-server .* install Redis, .*\n$/);
    expect(existsSync(join(checkout, ".tools/paths.json"))).toBe(false);
  });

  test("a Redis that is too old", () => {
    withPackages();
    program("redis-server", "echo Redis server v=5.0.14 sha=00000000:0");
    expect(setUp("demo")).toMatchObject({ code: 2, said: expect.stringContaining("6.2 or newer") });
  });
});

test("takes the Redis on PATH, is quiet about it, and does nothing the second time", () => {
  withPackages();
  program("redis-server", "echo Redis server v=7.0.15 sha=00000000:0");
  expect(setUp("demo")).toEqual({ code: 0, said: "" });
  const paths = JSON.parse(readFileSync(join(checkout, ".tools/paths.json"), "utf8"));
  expect(paths).toEqual({ redisServer: join(checkout, "programs/redis-server"), redisLibs: null });
  const before = performance.now();
  expect(setUp("demo")).toEqual({ code: 0, said: "" });
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(existsSync(join(checkout, ".tools/setup.lock"))).toBe(false);
});

test("looks again when what it had found is gone", () => {
  withPackages();
  program("redis-server", "echo Redis server v=7.0.15 sha=00000000:0");
  expect(setUp("demo").code).toBe(0);
  rmSync(join(checkout, "programs/redis-server"));
  expect(setUp("demo").code).toBe(2);
});

test("a lock that a killed set-up left behind is no obstacle", () => {
  withPackages();
  program("redis-server", "echo Redis server v=7.0.15 sha=00000000:0");
  mkdirSync(join(checkout, ".tools"));
  const { pid } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(join(checkout, ".tools/setup.lock"), String(pid));
  expect(setUp("demo")).toEqual({ code: 0, said: "" });
});
