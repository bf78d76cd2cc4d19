import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// bin/triage.js in a checkout of its own, with a worker that does what a test tells it to.

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "bin-"));
  for (const folder of ["bin", "worker/cli", "node_modules/.bin"])
    mkdirSync(join(checkout, folder), { recursive: true });
  cpSync(fileURLToPath(new URL("../../bin/triage.js", import.meta.url)), join(checkout, "bin/triage.js"));
  writeFileSync(join(checkout, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(checkout, "old-node.mjs"),
    'Object.defineProperty(process, "versions", { value: { node: "20.0.0" } });',
  );
  writeFileSync(
    join(checkout, "worker/cli/main.ts"),
    `const [command, code]: string[] = process.argv.slice(2);
     process.on("SIGTERM", () => { console.log("stopping"); process.exit(0); });
     if (command === "exit") process.exit(Number(code));
     if (command === "die") process.kill(process.pid, "SIGKILL");
     if (command === "wait") { console.log(process.pid); setInterval(() => {}, 1000); }`,
  );
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function triage(onOldNode: boolean, ...args: string[]) {
  const preload = onOldNode ? ["--import", join(checkout, "old-node.mjs")] : [];
  const child = spawn(process.execPath, [...preload, join(checkout, "bin/triage.js"), ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stdout, stderr }));
  return { child, ended };
}

describe.each([
  ["on a Node that will do", false],
  ["on an old Node, by way of the one in node_modules", true],
])("%s", (_, onOldNode) => {
  beforeEach(() => symlinkSync(process.execPath, join(checkout, "node_modules/.bin/node")));

  test("the exit code is the worker's, and nothing is said beside it", async () => {
    expect(await triage(onOldNode, "exit", "7").ended).toEqual({
      code: 7,
      signal: null,
      stdout: "",
      stderr: "",
    });
  });

  test("a SIGTERM reaches the worker, which ends as it likes", async () => {
    const { child, ended } = triage(onOldNode, "wait");
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining("stopping") });
  });

  test("a worker that is killed looks killed", async () => {
    expect(await triage(onOldNode, "die").ended).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  test("whoever kills it kills the worker", async () => {
    const { child, ended } = triage(onOldNode, "wait");
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    // "close" comes when the worker, too, has let go of its end of the pipes
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
  });
});

test("an old Node and none in node_modules: one sentence", async () => {
  expect(await triage(true, "exit", "0").ended).toMatchObject({
    code: 2,
    stderr: `triage: Node 22.19 or newer is needed; this is ${process.version}.\n`,
  });
});

test("no node_modules: one sentence", async () => {
  rmSync(join(checkout, "node_modules"), { recursive: true });
  expect(await triage(false, "exit", "0").ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^triage: node_modules is missing: run `npm run demo`.*\n$/),
  });
});
