import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type Child, freePort, removeAtExit, startChild, until } from "./child.ts";
import { dovecotConfig } from "./dovecot-config.ts";
import { startLesserServer } from "./lesser-server.ts";
import { deliverByLmtp, greeting } from "./lines.ts";
import { pathOf } from "./paths.ts";

export interface DovecotOptions {
  /** Login names; all have the password `pw`. Default: `triage`. */
  users?: string[];
  /** Between the parts of a folder name. Default: `/`. */
  separator?: "/" | ".";
  /** Before every folder but INBOX, for example `INBOX.`. Default: nothing. */
  prefix?: string;
  /** Capabilities the server shall not have, for example `MOVE`. */
  capabilityWithout?: string[];
  /** False: a server without custom keywords, as Exchange Online is. Default: true. */
  keywords?: boolean;
}

export interface TestDovecot {
  host: string;
  imapPort: number;
  lmtpPort: number;
  /** The first user. */
  user: string;
  pass: string;
  /** Hands a mail to the server as another mail server would; resolves when it is in INBOX. */
  deliver(raw: string | Buffer, user?: string): Promise<void>;
  /** Stops the server and starts it again on the same ports with the same mail. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Everything the server has: its configuration, its log (`log/dovecot.log`), its mail. */
  baseDir: string;
}

const host = "127.0.0.1";
const pass = "pw";

/** A Dovecot of its own in a temporary folder, on loopback, without TLS and without waiting for the disk. */
export async function startDovecot(options: DovecotOptions = {}): Promise<TestDovecot> {
  const users = options.users ?? ["triage"];
  // unix sockets live below this folder and may have 107 characters: a deep TMPDIR is no place for it
  const baseDir = await mkdtemp(join(tmpdir().length < 50 ? tmpdir() : "/tmp", "dovecot-"));
  removeAtExit(baseDir);
  for (const folder of ["run", "state", "log", "mail"]) await mkdir(join(baseDir, folder));
  await writeFile(join(baseDir, "users"), users.map((user) => `${user}:{PLAIN}${pass}::::\n`).join(""));

  // Dovecot gives no mail to uid 0. As root, all of it runs as nobody, so that there is one way to run it.
  const account = userInfo().uid === 0 ? await accountOf("nobody") : await accountOf(userInfo().username);
  const owner = userInfo().uid === 0 ? { uid: account.uid, gid: account.gid } : {};
  if (userInfo().uid === 0) {
    for (const folder of [".", "run", "state", "log", "mail", "users"])
      chownSync(join(baseDir, folder), account.uid, account.gid);
  }
  await chmod(baseDir, 0o755);

  const root = pathOf("dovecotRoot");
  const libraries = pathOf("dovecotLibs");
  const environment = { PATH: process.env.PATH, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) };
  const version = execFileSync(pathOf("dovecot"), ["--version"], {
    env: environment,
    encoding: "utf8",
    cwd: "/",
  });
  const imapPort = await freePort();
  const lmtpPort = await freePort();
  const configFile = join(baseDir, "dovecot.conf");
  await writeFile(
    configFile,
    dovecotConfig({
      version,
      baseDir,
      privateCopy: root && libraries ? { root, libraries } : null,
      account: account.name,
      group: account.group,
      host,
      imapPort,
      lmtpPort,
      separator: options.separator ?? "/",
      prefix: options.prefix ?? "",
    }),
  );

  // The server looks for doveconf in /usr/bin to read its configuration. But doveconf can also start the server.
  const startServer = version.startsWith("2.3") ? ["-m", "master", "-e"] : ["-F"];
  const [command, ...args] = root
    ? [join(root, "usr/bin/doveconf"), "-c", configFile, ...startServer, pathOf("dovecot")]
    : [pathOf("dovecot")];
  let server: Child | undefined;

  const start = async () => {
    // sockets of processes that were slow to end would read as "already running"
    await rm(join(baseDir, "run"), { recursive: true, force: true });
    await mkdir(join(baseDir, "run"));
    if (userInfo().uid === 0) chownSync(join(baseDir, "run"), account.uid, account.gid);
    if (root) await symlink(join(root, "usr/lib/dovecot/modules"), join(baseDir, "run/modules"));
    const started = startChild(command, [...args, "-c", configFile, "-F"], {
      cwd: baseDir,
      env: environment,
      ...owner,
    });
    server = started;
    const isUp = async () => started.hasEnded() || /^\* (OK|PREAUTH)/.test(await greeting(host, imapPort));
    if ((await until(isUp, 10_000)) && !started.hasEnded()) return;
    await started.kill();
    const log = await readFile(join(baseDir, "log/dovecot.log"), "utf8").catch(() => "");
    throw new Error(`Dovecot did not start: ${started.said()}\n${log}`);
  };

  await start();
  const lacks = { capabilities: options.capabilityWithout ?? [], keywords: options.keywords === false };
  const lesser =
    lacks.keywords || lacks.capabilities.length > 0
      ? await startLesserServer(host, imapPort, lacks)
      : undefined;
  return {
    host,
    imapPort: lesser?.port ?? imapPort,
    lmtpPort,
    user: users[0] ?? "triage",
    pass,
    deliver: (raw, user = users[0] ?? "triage") => deliverByLmtp(host, lmtpPort, user, raw),
    restart: async () => {
      await server?.kill();
      await start();
    },
    stop: async () => {
      await lesser?.stop();
      await server?.kill();
      await rm(baseDir, { recursive: true, force: true, maxRetries: 5 });
    },
    baseDir,
  };
}

async function accountOf(name: string) {
  const passwd = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const [, , uid, gid] = passwd.find((fields) => fields[0] === name) ?? [];
  const groups = (await readFile("/etc/group", "utf8")).split("\n").map((line) => line.split(":"));
  const group = groups.find((fields) => fields[2] === gid)?.[0];
  if (uid === undefined || gid === undefined || group === undefined)
    throw new Error(
      `Dovecot needs an account with a name and a group to run as; there is none called ${name}`,
    );
  return { name, uid: Number(uid), gid: Number(gid), group };
}
