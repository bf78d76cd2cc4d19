#!/usr/bin/env node
// The command `triage`. Plain JavaScript that any Node of the last years can read, because its work is to see
// that a Node is used that can run the rest: type stripping and better-sqlite3 need 22.19 or newer (an older
// Node does not fail in better-sqlite3, it crashes). A checkout brings such a Node in node_modules/node.
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// Node refuses to strip types below node_modules, so an installed package runs its built form.
const source = here("../worker/cli/main.ts");
const fromSource = existsSync(source) && !/[\\/]node_modules[\\/]/.test(source);
const main = fromSource ? source : here("../dist/worker/cli/main.js");

const [major, minor] = process.versions.node.split(".").map(Number);
const nodeWillDo = major > 22 || (major === 22 && minor >= 19);

if (fromSource && !existsSync(here("../node_modules"))) {
  refuse("node_modules is missing: run `npm run demo` or `npm ci` first.");
} else if (!nodeWillDo) {
  const newerNode = ["../node_modules/node/bin/node", "../node_modules/.bin/node"].map(here).find(existsSync);
  // a parent that is already set means that the "newer" Node is as old as this one
  if (newerNode && !process.env.TRIAGE_PARENT) await runWith(newerNode);
  else refuse(`Node 22.19 or newer is needed; this is ${process.version}.`);
} else if (!existsSync(main)) {
  refuse("this checkout or package is incomplete: worker/cli/main is missing.");
} else {
  if (process.env.TRIAGE_PARENT) dieWith(Number(process.env.TRIAGE_PARENT));
  // the one experimental feature we use on purpose is no news to whoever runs the command
  const print = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") for (const listener of print) listener(warning);
  });
  const { enableCompileCache } = await import("node:module");
  // ours to write in a checkout only; takes a quarter off the cold start of commands that load much
  if (fromSource) enableCompileCache?.(here("../node_modules/.cache/triage"));
  await import(pathToFileURL(main).href);
}

function refuse(sentence) {
  process.stderr.write(`triage: ${sentence}\n`);
  process.exitCode = 2;
}

/** Runs this file again under a newer Node, and is transparent to signals and the exit code. */
async function runWith(node) {
  const { spawn } = await import("node:child_process");
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, TRIAGE_PARENT: String(process.pid) },
  });
  child.on("error", (error) => refuse(`cannot start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of forwarded) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
  // A terminal sends Ctrl-C to both of us; a second one would look like impatience to the child.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const forwarded = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR2"];
  for (const name of forwarded) {
    process.on(name, () => {
      if (!(onTerminal && (name === "SIGINT" || name === "SIGQUIT"))) child.kill(name);
    });
  }
}

/** The process that people see and kill is the parent: when it is killed outright, so are we. */
function dieWith(parent) {
  delete process.env.TRIAGE_PARENT;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, 200).unref();
}
