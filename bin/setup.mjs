// Set-up: `node bin/setup.mjs demo|test`, run by the `pre` scripts of `npm run demo` and `npm test`.
// It needs nothing but Node >= 18 with npm, touches nothing outside the checkout (save, as root and as a last
// resort, `apt-get install`), and does again only what is missing. What it found stands in .tools/paths.json:
//
//   {
//     "redisServer": "/…/redis-server",   runnable as it stands
//     "redisLibs":   null or "dir:dir",   what LD_LIBRARY_PATH must hold to run it (a private copy sets it itself)
//     "dovecot":     "/…/dovecot",        after `test` only
//     "dovecotRoot": null or "/…",        the folder a private copy was unpacked into; it needs dovecotLibs and
//     "dovecotLibs": null or "dir:dir",   the care that test/servers/dovecot.ts takes
//     "chromium":    "/…/chromium"        after `test` only; runnable as it stands
//   }
//
// Whatever cannot be set up is one sentence on stderr and exit code 2; what the tools said is in .tools/setup.log.
import { spawnSync } from "node:child_process";
import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const tools = join(checkout, ".tools");
const pathsFile = join(tools, "paths.json");
const logFile = join(tools, "setup.log");
const ownNode = join(checkout, "node_modules/.bin/node");
const lockFile = join(tools, "setup.lock");
const searchPath = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
const isRoot = process.getuid?.() === 0;

/** What went wrong, in one sentence for the person at the keyboard. */
class CannotSetUp extends Error {}

try {
  setUp(process.argv[2]);
} catch (error) {
  const sentence = error instanceof CannotSetUp ? error.message : `unexpected trouble: ${error.message}`;
  process.stderr.write(`setup: ${sentence}\n`);
  process.exitCode = 2;
} finally {
  releaseLock();
}

function setUp(purpose) {
  if (purpose !== "demo" && purpose !== "test")
    throw new CannotSetUp("say `setup.mjs demo` or `setup.mjs test`.");
  if (Number(process.versions.node.split(".")[0]) < 18)
    throw new CannotSetUp(`Node 18 or newer is needed to begin with; this is ${process.version}.`);
  try {
    mkdirSync(tools, { recursive: true });
    accessSync(tools, constants.W_OK);
  } catch {
    throw new CannotSetUp(`${tools} cannot be written to; set-up keeps what it fetches there.`);
  }
  takeLock();
  rmSync(logFile, { force: true });
  installPackages();
  const known = knownPaths();
  const found = { ...known, ...(isThere(known.redisServer) ? {} : findRedis()) };
  if (purpose === "test") {
    if (!isThere(known.dovecot)) Object.assign(found, findDovecot());
    if (!isThere(known.chromium)) Object.assign(found, findChromium());
  }
  const text = `${JSON.stringify(found, null, 2)}\n`;
  if (!existsSync(pathsFile) || readFileSync(pathsFile, "utf8") !== text) replaceFile(pathsFile, text);
  rmSync(join(tools, "apt"), { recursive: true, force: true });
}

// ── packages ────────────────────────────────────────────────────────────────────────────────────────────────

function installPackages() {
  if (!packagesAreCurrent()) {
    say("installing packages with npm ci (a minute or so, this once)");
    const node = nodeForNpm();
    // Dev packages hold the Node we run on: they are wanted whatever NODE_ENV or npm's `omit` say. Install scripts
    // are not: the only one we need is that of `node`, below, and from a lock file npm would compile better-sqlite3
    // although its binaries lie ready (the lock file does not keep its `gypfile: false`).
    npm(["ci", "--include=dev", "--include=optional", "--ignore-scripts"], node);
  }
  if (!runs(ownNode)) npm(["rebuild", "node", "--ignore-scripts=false"]);
  if (!runs(ownNode)) {
    throw new CannotSetUp(
      "the Node that comes with the packages (node_modules/.bin/node) does not run; delete node_modules and try again.",
    );
  }
}

/**
 * npm leaves out optional packages that its Node is too old for, without a word, and vitest's and tsc's binaries are
 * such. So where this Node is too old, npm runs on the one of the lock file, fetched on its own beforehand.
 */
function nodeForNpm() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  const folder = join(tools, "node");
  const node = join(folder, "node_modules/node/bin/node");
  if (!runs(node)) {
    mkdirSync(folder, { recursive: true });
    const wanted = `node@${locked("node_modules/node").version}`;
    npm(["install", "--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts=false", wanted]);
  }
  if (!runs(node)) throw new CannotSetUp(`the Node of the packages does not run on this machine (${node}).`);
  return node;
}

function npm(args, node = process.execPath) {
  const script = [process.env.npm_execpath, findProgram(["npm"], () => true)]
    .filter((path) => path !== undefined && existsSync(path))
    .map((path) => realpathSync(path))
    .find((path) => /npm-cli\.c?js$/.test(path));
  const ran = script ? run(node, [script, ...args]) : run("npm", args);
  if (!ran.started) throw new CannotSetUp("npm is not on PATH; install it beside Node and run this again.");
  if (!ran.ok) throw new CannotSetUp(`\`npm ${args[0]}\` failed; what it said is in ${logFile}`);
}

/** npm notes what it installed in node_modules/.package-lock.json, as its last act: compare that with the lock. */
function packagesAreCurrent() {
  let wanted, installed;
  try {
    wanted = packagesIn("package-lock.json");
    installed = packagesIn("node_modules/.package-lock.json");
  } catch {
    return false;
  }
  for (const [where, { version, integrity }] of Object.entries(installed)) {
    if (wanted[where]?.version !== version || wanted[where]?.integrity !== integrity) return false;
  }
  return Object.entries(wanted).every(
    ([where, { optional, devOptional }]) =>
      where === "" || where in installed || optional === true || devOptional === true,
  );
}

function packagesIn(lock) {
  return JSON.parse(readFileSync(join(checkout, lock), "utf8")).packages;
}

function locked(where) {
  return packagesIn("package-lock.json")[where] ?? {};
}

function runs(program) {
  return run(program, ["--version"]).ok;
}

// ── servers and the browser ─────────────────────────────────────────────────────────────────────────────────

function findRedis() {
  const isRecent = (server) => {
    const version = /v=(\d+)\.(\d+)/.exec(run(server, ["--version"]).output);
    return version !== null && Number(version[1]) * 100 + Number(version[2]) >= 602;
  };
  const installed = findProgram(["redis-server"], isRecent);
  if (installed) return { redisServer: installed, redisLibs: null };
  const root = fetchPackages("redis", ["redis-server"]);
  if (root) {
    const server = wrap("redis", root, "usr/bin/redis-server");
    if (isRecent(server)) return { redisServer: server, redisLibs: libraryFolders(root).join(":") };
  }
  const nowInstalled = installAsRoot(["redis-server"]) && findProgram(["redis-server"], isRecent);
  if (nowInstalled) return { redisServer: nowInstalled, redisLibs: null };
  throw new CannotSetUp(
    `no redis-server (6.2 or newer) on PATH, and none could be fetched${why()}: install Redis, for example with \`apt-get install redis-server\`, and run this again.`,
  );
}

function findDovecot() {
  const isWhole = (server) => runs(server) && existsSync("/usr/lib/dovecot/imap");
  const wanted = ["dovecot-core", "dovecot-imapd", "dovecot-lmtpd"];
  const installed = findProgram(["dovecot"], isWhole);
  if (installed) return { dovecot: installed, dovecotRoot: null, dovecotLibs: null };
  const root = fetchPackages("dovecot", wanted);
  if (root) {
    moveDovecotModules(root);
    const libs = libraryFolders(root).join(":");
    const server = join(root, "usr/sbin/dovecot");
    // as root it will run as nobody, who cannot look into everybody's home
    const asWhom = isRoot ? { uid: 65534, gid: 65534 } : {};
    if (run(server, ["--version"], { LD_LIBRARY_PATH: libs }, { cwd: "/", ...asWhom }).ok)
      return { dovecot: server, dovecotRoot: root, dovecotLibs: libs };
  }
  const nowInstalled = installAsRoot(wanted) && findProgram(["dovecot"], isWhole);
  if (nowInstalled) return { dovecot: nowInstalled, dovecotRoot: null, dovecotLibs: null };
  throw new CannotSetUp(
    `the tests need the Dovecot mail server, and it could not be fetched${why()}: install it with \`apt-get install ${wanted.join(" ")}\` and run this again.`,
  );
}

/**
 * Dovecot's libraries look for their modules in a folder that is compiled in. In a private copy they look in
 * `modules` of the folder they run in instead (Dovecot's base_dir, where test/servers/dovecot.ts puts a link).
 * The path has the same length, so it can be written over the old one.
 */
function moveDovecotModules(root) {
  const from = "/usr/lib/dovecot/modules";
  const to = "/modules".padStart(from.length, "./");
  for (const library of filesBelow(join(root, "usr/lib/dovecot")).filter((file) =>
    /\.so\.[\d.]+$/.test(file),
  )) {
    const bytes = readFileSync(library);
    if (bytes.includes(from)) writeFileSync(library, bytes.toString("latin1").replaceAll(from, to), "latin1");
  }
}

function findChromium() {
  const installed = findProgram(
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    runs,
  );
  if (installed) return { chromium: installed };
  const root = fetchPackages("chromium", ["chromium"]);
  if (root) {
    const browser = wrap("chromium", root, "usr/lib/chromium/chromium");
    writeFileSync(join(tools, "chromium/fonts.conf"), fontsOf(root));
    if (runs(browser)) return { chromium: browser };
  }
  const nowInstalled = installAsRoot(["chromium"]) && findProgram(["chromium"], runs);
  if (nowInstalled) return { chromium: nowInstalled };
  throw new CannotSetUp(
    `the tests need Chromium, and it could not be fetched${why()}: install it, for example with \`apt-get install chromium\`, and run this again.`,
  );
}

/** For a machine without fonts: a page whose letters have no size cannot be tested. */
function fontsOf(root) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${root}/usr/share/fonts</dir>
  <cachedir>${join(tools, "chromium/font-cache")}</cachedir>
</fontconfig>
`;
}

function findProgram(names, runs) {
  const candidates = names.flatMap((name) => searchPath.map((folder) => join(folder, name)));
  return candidates.find((candidate) => isThere(candidate) && runs(candidate));
}

/** A script that runs a program of a private copy with the libraries and fonts of that copy. */
function wrap(name, root, program) {
  const script = join(tools, name, program.split("/").at(-1));
  const libraries = libraryFolders(root).map((folder) => folder.replace(root, "$root"));
  const lines = [
    "#!/bin/sh",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    'root="${0%/*}/root"',
    `export LD_LIBRARY_PATH="${libraries.join(":")}"`,
    `[ -d /etc/fonts ] || export FONTCONFIG_FILE="\${0%/*}/fonts.conf"`,
    `exec "$root/${program}" "$@"`,
  ];
  writeFileSync(script, `${lines.join("\n")}\n`, { mode: 0o755 });
  return script;
}

function libraryFolders(root) {
  const libraries = filesBelow(root).filter((file) => /\.so(\.\d+)*$/.test(file));
  return [...new Set(libraries.map((file) => file.slice(0, file.lastIndexOf("/"))))].sort();
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

// ── Debian packages without root ────────────────────────────────────────────────────────────────────────────

/**
 * Downloads packages and whatever of their dependencies this machine lacks, unpacks them into .tools/NAME/root
 * and returns that folder, or null where it cannot be done. Nothing is installed.
 */
function fetchPackages(name, packages) {
  if (!findProgram(["apt-get"], () => true) || !findProgram(["dpkg-deb"], () => true)) return null;
  say(`fetching ${packages[0]} from the distribution's packages into .tools/ (this once)`);
  const folder = join(tools, name);
  const debs = join(folder, "debs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(debs, { recursive: true });
  // The machine's own package lists do where they are fresh; a new machine or container has none.
  if (!download(packages, debs, {})) {
    const privateLists = { APT_CONFIG: privateAptConfig() };
    run("apt-get", ["update"], privateLists); // one dead source among several is no matter: download() decides
    if (!download(packages, debs, privateLists)) return null;
  }
  const unpacked = join(folder, "root.part");
  mkdirSync(unpacked);
  for (const deb of readdirSync(debs)) {
    if (!run("dpkg-deb", ["-x", join(debs, deb), unpacked]).ok) return null;
  }
  rmSync(debs, { recursive: true });
  renameSync(unpacked, join(folder, "root"));
  return join(folder, "root");
}

function download(packages, into, environment) {
  // a simulated installation names exactly what is missing here
  const plan = run("apt-get", ["-s", "--no-install-recommends", "install", ...packages], environment);
  const missing = [...plan.output.matchAll(/^Inst (\S+)/gm)]
    .map((match) => match[1])
    // another libc than the one of the running loader would break every program
    .filter((packageName) => !/^(libc6|libc-bin|libgcc-s1)(:|$)/.test(packageName));
  const options = ["-o", "APT::Sandbox::User=root", "-o", "Acquire::http::Timeout=20"];
  return (
    plan.ok &&
    missing.length > 0 &&
    run("apt-get", [...options, "download", ...missing], environment, { cwd: into }).ok
  );
}

/** Lists and caches of our own, so that `apt-get update` needs no root and leaves the machine's as they are. */
function privateAptConfig() {
  const apt = join(tools, "apt");
  const config = join(apt, "apt.conf");
  mkdirSync(join(apt, "state/lists/partial"), { recursive: true });
  mkdirSync(join(apt, "cache/archives/partial"), { recursive: true });
  const settings = {
    "Dir::State": join(apt, "state"),
    "Dir::State::status": "/var/lib/dpkg/status",
    "Dir::Cache": join(apt, "cache"),
    "APT::Sandbox::User": "root", // as root, apt would download as a user who may not read this folder
    "Acquire::Languages": "none",
    "Acquire::http::Timeout": "20",
  };
  writeFileSync(
    config,
    Object.entries(settings)
      .map(([key, value]) => `${key} "${value}";\n`)
      .join(""),
  );
  return config;
}

function installAsRoot(packages) {
  if (!isRoot || !findProgram(["apt-get"], () => true)) return false;
  say(`installing ${packages.join(" ")} with apt-get`);
  // RUNLEVEL=1 keeps the package's scripts from starting a service
  const environment = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  run("apt-get", ["update"], environment);
  return run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], environment).ok;
}

/** The reason to give beside "could not be fetched". */
function why() {
  if (!findProgram(["apt-get"], () => true)) return " (only Debian-family systems can fetch it here)";
  return ` (see ${logFile})`;
}

// ── files and processes ─────────────────────────────────────────────────────────────────────────────────────

function knownPaths() {
  try {
    return JSON.parse(readFileSync(pathsFile, "utf8"));
  } catch {
    return {};
  }
}

function isThere(program) {
  try {
    accessSync(program, constants.X_OK);
    return statSync(program).isFile();
  } catch {
    return false;
  }
}

/** Readers see the old file or the new one, never half of it. */
function replaceFile(path, text) {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function run(program, args, environment = {}, options = {}) {
  const ran = spawnSync(program, args, {
    cwd: checkout,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: searchPath.join(delimiter), LC_ALL: "C", ...environment },
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  const output = `${ran.stdout ?? ""}${ran.stderr ?? ""}`;
  if (ran.status !== 0) {
    appendFileSync(logFile, `$ ${program} ${args.join(" ")}\n${ran.error?.message ?? ""}${output}\n`);
  }
  return { ok: ran.status === 0, started: ran.error === undefined, output };
}

function say(what) {
  process.stderr.write(`setup: ${what} …\n`);
}

/** Two set-ups at once (a demo beside the tests) would pull node_modules from under each other. */
function takeLock() {
  for (let waited = 0; ; waited += 1) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = lockHolder();
    if (!isAlive(holder)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (waited === 0) say(`waiting for another set-up (process ${holder})`);
    if (waited > 600)
      throw new CannotSetUp(`another set-up (process ${holder}) holds ${lockFile} for too long.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
}

function releaseLock() {
  if (lockHolder() === process.pid) rmSync(lockFile, { force: true });
}

function lockHolder() {
  try {
    return Number(readFileSync(lockFile, "utf8"));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error) {
    return error.code === "EPERM";
  }
}
