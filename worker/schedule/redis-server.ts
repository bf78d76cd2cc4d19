import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";

export interface EmbeddedRedis {
  /** Path of the unix socket, for ioredis `{ path }`. The same after every restart. */
  readonly socket: string;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Told when it died and is being started again. Without personal data. */
  readonly onFault?: (fault: string) => void;
}

/** A worker is running on this data folder. */
export class RedisInUseError extends Error {
  override readonly name = "RedisInUseError";

  constructor(socket: string) {
    super(`Cannot start redis-server: expected '${socket}' to be free, found another worker using it`);
  }
}

/** A unix socket's path must fit into 108 bytes on Linux, 104 on macOS. */
const MAX_SOCKET_PATH = 100;
const START_MS = 10_000;
const MAX_PAUSE_MS = 30_000;

/**
 * Starts a Redis of our own, for this user alone, and starts it again (with growing pauses) when it dies. It ends
 * with us, however we end. It keeps nothing on disk: every timer is a row in the store, and whoever connects
 * arms them anew.
 * @throws {RedisInUseError} where another worker uses this folder's.
 * @throws where no redis-server is found, or it does not start.
 */
export async function startRedis(dataDir: string, options: RedisServerOptions = {}): Promise<EmbeddedRedis> {
  const program = findRedisServer();
  const folder = privateFolder(dataDir);
  const socket = join(folder, "r.sock");
  await endLeftOver(socket);

  let stopping = false;
  let server = launch(program, folder, socket);
  if (!(await becomesReady(server, socket))) {
    await server.end();
    throw new Error(
      `Cannot start redis-server: ${server.said().trim().split("\n").at(-1) || "it said nothing"}`,
    );
  }

  const kept = (async () => {
    let pause = 100;
    while (true) {
      const startedAt = performance.now();
      await server.ended;
      if (stopping) return;
      // one that ran for a while may start again at once
      if (performance.now() - startedAt > MAX_PAUSE_MS) pause = 100;
      options.onFault?.(`redis-server ended; starting it again in ${pause} ms`);
      await sleep(pause);
      if (stopping) return;
      pause = Math.min(pause * 2, MAX_PAUSE_MS);
      server = launch(program, folder, socket);
    }
  })();

  return {
    socket,
    async stop() {
      stopping = true;
      await server.end();
      await kept;
    },
  };
}

interface Server {
  /** Resolves when redis-server has ended. */
  readonly ended: Promise<void>;
  /** The end of what it said. */
  said(): string;
  end(): Promise<void>;
}

/**
 * A shell holds the server's life to ours: it reads from us until we close or die, then ends the server. The server
 * alone holds the other end of the output, so that its end shows there.
 */
const KEEPER = `
"$@" </dev/null 2>&1 & server=$!
exec >/dev/null 2>&1
trap '' INT HUP TERM
while read -r line; do :; done
kill "$server"
wait "$server"
`;

function launch(program: RedisProgram, folder: string, socket: string): Server {
  const settings = {
    port: "0",
    unixsocket: socket,
    unixsocketperm: "700",
    dir: folder,
    save: "",
    appendonly: "no",
    "maxmemory-policy": "noeviction",
    loglevel: "warning",
    "disable-thp": "no",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const keeper: ChildProcess = spawn("/bin/sh", ["-c", KEEPER, "sh", program.path, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...(program.libs ? { LD_LIBRARY_PATH: program.libs } : {}) },
    stdio: ["pipe", "pipe", "ignore"],
    // out of reach of the terminal's Ctrl-C: we end it ourselves, after what still needs it
    detached: true,
  });
  let said = "";
  keeper.stdout?.on("data", (chunk: Buffer) => {
    said = (said + chunk).slice(-2000);
  });
  keeper.stdin?.on("error", () => {}); // the keeper is gone, which `ended` says
  const gone = new Promise<void>((resolve) => {
    keeper.once("error", () => resolve());
    keeper.once("exit", () => resolve());
  });
  const silent = new Promise<void>((resolve) => keeper.stdout?.once("close", () => resolve()));
  const ended = Promise.race([silent, gone]).then(() => {
    keeper.stdin?.end();
    return gone;
  });
  return {
    ended,
    said: () => said,
    end() {
      keeper.stdin?.end();
      return ended;
    },
  };
}

async function becomesReady(server: Server, socket: string): Promise<boolean> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  for (const until = performance.now() + START_MS; performance.now() < until && !ended; await sleep(10)) {
    if ((await ask(socket, (redis) => redis.ping())) === "PONG") return true;
  }
  return false;
}

/** A server that outlived its keeper has no clients; one with clients is another worker's. */
async function endLeftOver(socket: string): Promise<void> {
  if (!existsSync(socket)) return;
  const clients = await ask(
    socket,
    async (redis) =>
      String(await redis.client("LIST"))
        .trim()
        .split("\n").length,
  );
  if (clients === null) return;
  if (clients > 1) throw new RedisInUseError(socket);
  await ask(socket, (redis) => redis.shutdown("NOSAVE"));
}

/** null where nobody answers. */
async function ask<T>(socket: string, question: (redis: Redis) => Promise<T>): Promise<T | null> {
  const redis = new Redis({
    path: socket,
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 2000,
  });
  redis.on("error", () => {}); // the rejected call says it as well
  try {
    await redis.connect();
    return await question(redis);
  } catch {
    return null;
  } finally {
    redis.disconnect();
  }
}

/** The folder for the socket, ours alone: in the data folder, or where that path is too long in the temporary one. */
function privateFolder(dataDir: string): string {
  const inData = join(dataDir, "redis");
  const name = `triage-${createHash("sha256").update(inData).digest("hex").slice(0, 12)}`;
  const folder = Buffer.byteLength(join(inData, "r.sock")) < MAX_SOCKET_PATH ? inData : join(tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = userInfo();
  const found = lstatSync(folder);
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid)) {
    throw new Error(`Cannot use '${folder}' for Redis: expected a folder of user ${uid}, found another's`);
  }
  chmodSync(folder, 0o700);
  return folder;
}

interface RedisProgram {
  readonly path: string;
  /** For LD_LIBRARY_PATH; null where it needs none. */
  readonly libs: string | null;
}

/** From PATH, else the one that the set-up fetched into `.tools` of the checkout. */
function findRedisServer(): RedisProgram {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, "redis-server");
    if (folder !== "" && existsSync(path)) return { path, libs: null };
  }
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const paths = join(folder, ".tools", "paths.json");
    if (!existsSync(paths)) continue;
    const { redisServer, redisLibs } = JSON.parse(readFileSync(paths, "utf8"));
    if (typeof redisServer === "string" && existsSync(redisServer))
      return { path: redisServer, libs: redisLibs ?? null };
  }
  throw new Error(
    "Cannot start redis-server: expected it on PATH or fetched by `npm run demo`, found neither. Install Redis (6.2 or newer), or set REDIS_URL",
  );
}
