/** A worker that is killed at one step of its work in the mailbox: argv[2] is JSON of `Errand`. */
import { instant } from "../../rules/time.ts";
import { SteppedClock } from "../../worker/clock.ts";
import { loadConfig, type Settings } from "../../worker/config.ts";
import type { Mailbox } from "../../worker/ports.ts";
import { wire } from "../../worker/wiring.ts";
import { createWorker } from "../../worker/worker.ts";

export interface Errand {
  readonly settings: Settings;
  readonly now: string;
  readonly dies: Death;
}

/** Just before or just after the nth call of a method that is about a folder of the process, not about Sent. */
export interface Death {
  readonly method: "mark" | "append" | "move";
  readonly nth: number;
  readonly when: "before" | "after";
}

const { settings, now, dies }: Errand = JSON.parse(process.argv[2] ?? "");
const { policy } = await loadConfig();
const wired = await wire(policy, settings, {
  clock: new SteppedClock(instant(now)),
  emit: () => {},
  loopbackPlaintext: true,
  readers: 1,
});
await wired.parts.mailbox.connect();
const worker = createWorker({ ...wired.parts, mailbox: dying(wired.parts.mailbox) });
await worker.begin();
await worker.settle();
await wired.close();

function dying(mailbox: Mailbox): Mailbox {
  let calls = 0;
  return new Proxy(mailbox, {
    get(target, name, receiver) {
      const real = Reflect.get(target, name, receiver);
      if (name !== dies.method) return typeof real === "function" ? real.bind(target) : real;
      return async (...args: unknown[]) => {
        // neither the copy for Sent nor the way from INBOX into review is a step of filing
        const counts = args[0] !== "sent" && args[0] !== "inbox";
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
