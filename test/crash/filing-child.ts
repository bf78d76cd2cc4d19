/** A worker that is killed at one step of its work in the mailbox: argv[2] is JSON of `Errand`. */
import type { Policy } from "../../rules/policy.ts";
import { instant } from "../../rules/time.ts";
import { SteppedClock } from "../../worker/clock.ts";
import { loadConfig, type Settings } from "../../worker/config.ts";
import { wire } from "../../worker/wiring.ts";
import { createWorker } from "../../worker/worker.ts";

export interface Errand {
  readonly settings: Settings;
  readonly now: string;
  readonly subjectMode: Policy["subjectMode"];
  readonly dies: Death;
}

/** Just before or just after the nth call of a port's method, counted for one folder where it is about one. */
export interface Death {
  readonly method: "fetchMany" | "mark" | "append" | "move" | "send";
  readonly folder?: string;
  readonly nth: number;
  readonly when: "before" | "after";
}

const { settings, now, subjectMode, dies }: Errand = JSON.parse(process.argv[2] ?? "");
const { policy } = await loadConfig();
const wired = await wire({ ...policy, subjectMode }, settings, {
  clock: new SteppedClock(instant(now)),
  emit: () => {},
  loopbackPlaintext: true,
  readers: 1,
});
await wired.parts.mailbox.connect();
const worker = createWorker({
  ...wired.parts,
  mailbox: dying(wired.parts.mailbox),
  post: dying(wired.parts.post),
});
await worker.begin();
await worker.settle();
await wired.close();

function dying<Port extends object>(port: Port): Port {
  let calls = 0;
  return new Proxy(port, {
    get(target, name) {
      const real = Reflect.get(target, name);
      if (typeof real !== "function") return real;
      if (name !== dies.method) return real.bind(target);
      return async (...args: unknown[]) => {
        const counts = dies.folder === undefined || dies.folder === folderOf(args[0]);
        if (counts) calls += 1;
        const isHere = counts && calls === dies.nth;
        if (isHere && dies.when === "before") process.kill(process.pid, "SIGKILL");
        const result = await real.apply(target, args);
        if (isHere && dies.when === "after") process.kill(process.pid, "SIGKILL");
        return result;
      };
    },
  });
}

/** The first argument is a folder's role, a place in one, or several places. */
function folderOf(argument: unknown): unknown {
  const about = Array.isArray(argument) ? argument[0] : argument;
  return typeof about === "object" && about !== null && "folder" in about ? about.folder : about;
}
