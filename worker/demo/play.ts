import { setTimeout as sleep } from "node:timers/promises";
import nodemailer from "nodemailer";
import { type Instant, laterBy } from "../../rules/time.ts";
import type { SteppedClock } from "../clock.ts";
import { headerValue } from "../mailbox/headers.ts";
import { dueTimers, pendingTimers } from "../store/timers.ts";
import type { Wired } from "../wiring.ts";
import type { DemoMail, SentMail } from "./mail-server.ts";
import type { Script, ScriptedAnswer } from "./script.ts";

/** Something that a person of the demo will do. */
interface Planned {
  readonly at: Instant;
  readonly act: () => Promise<void>;
}

/** What the demo knows of a letter that went out, from its own headers. */
export interface SeenLetter {
  readonly kind: string;
  readonly itemId: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly at: Instant;
}

/**
 * Plays the script: mails come at their time, people answer what they are sent, and the clock jumps to the next
 * due instant whenever nothing is in flight. The worker itself is the real one.
 * @param fileOf which sample an item is about; null where none.
 */
export async function play(
  script: Script,
  wired: Wired,
  mail: DemoMail,
  clock: SteppedClock,
  fileOf: (itemId: string) => Promise<string | null>,
  onLetter: (letter: SeenLetter) => void,
): Promise<void> {
  const { worker, bells, parts } = wired;
  const planned: Planned[] = script.samples.map((sample) => ({
    at: sample.at,
    act: async () => void mail.deliver(sample.raw),
  }));
  const unheard: SentMail[] = [];
  const stopListening = mail.onMail((sent) => unheard.push(sent));
  const used = new Set<ScriptedAnswer>();
  await worker.begin();

  for (;;) {
    await settle();
    const next = await nextInstant();
    if (!next || next > script.end) break;
    clock.jumpTo(next);
    for (const due of planned.filter(({ at }) => at <= clock.now())) {
      planned.splice(planned.indexOf(due), 1);
      await due.act();
    }
    await ringDue();
  }
  stopListening();

  /** Rounds of the worker, and letters read by the people they reached, until nothing moves. */
  async function settle(): Promise<void> {
    do {
      await worker.settle();
      for (let sent = unheard.shift(); sent; sent = unheard.shift()) await readLetter(sent);
    } while (unheard.length > 0);
  }

  async function nextInstant(): Promise<Instant | null> {
    const [timer] = await parts.store.read(pendingTimers);
    const effect = await worker.nextEffectAt();
    const all = [timer?.dueAt, effect, ...planned.map(({ at }) => at)].filter(
      (at) => at !== undefined && at !== null,
    );
    return all.toSorted()[0] ?? null;
  }

  /** BullMQ rings what has come due; where it does not within seconds, the sweeper does. */
  async function ringDue(): Promise<void> {
    await bells.schedule.jumpedTo(clock.now()).catch(() => {});
    for (let waited = 0; waited < 100; waited += 1) {
      if ((await parts.store.read((db) => dueTimers(db, clock.now()))).length === 0) return;
      if (waited % 20 === 19) await bells.schedule.jumpedTo(clock.now()).catch(() => {});
      await sleep(20);
    }
    await bells.sweep();
  }

  async function readLetter({ raw, envelope }: SentMail): Promise<void> {
    const kind = headerValue(raw, "X-CASS-Letter");
    if (!kind) return; // a reply of the demo's own people
    const itemId = headerValue(raw, "X-CASS-Reference");
    onLetter({ kind, itemId, to: envelope.to, subject: headerValue(raw, "Subject") ?? "", at: clock.now() });
    const file = itemId ? await fileOf(itemId) : null;
    const sample = script.samples.find((one) => one.file === file);
    const answer = sample?.answers.find((one) => one.to === kind && !used.has(one));
    const who = envelope.to[0];
    if (!sample || !answer || !who) return;
    used.add(answer);
    planned.push({
      at: laterBy(clock.now(), answer.afterMs),
      act: () => reply(mail, raw, who, answer, clock.now()),
    });
  }
}

/** A reply as a mail client writes it: to Reply-To, the words on top, the letter quoted. */
async function reply(
  mail: DemoMail,
  raw: Buffer,
  from: string,
  answer: ScriptedAnswer,
  at: Instant,
): Promise<void> {
  const transport = nodemailer.createTransport({ ...mail.smtp, ignoreTLS: true });
  const messageId = headerValue(raw, "Message-ID") ?? "";
  await transport.sendMail({
    from,
    to: headerValue(raw, "Reply-To") ?? "",
    subject: `RE: ${headerValue(raw, "Subject") ?? ""}`,
    inReplyTo: messageId,
    references: [messageId],
    date: new Date(at),
    text: `${answer.words}\n\n-----Original Message-----\nFrom: CASS\nSubject: ${headerValue(raw, "Subject") ?? ""}\n\nBegin your reply with one of these: NEW CONTACT, NO CONTACT\n`,
  });
  transport.close();
}
