import type { Situation } from "../situation.ts";
import { daysBetween, type Instant, instant, localDate, type PlainDate } from "../time.ts";
import { datesIn } from "./days-said.ts";

/** A piece of what the mail puts before us, and when its words were written as far as the mail says. */
export interface Piece {
  readonly text: string;
  readonly where: string;
  readonly role: "new" | "forwarded" | "attachment";
  /** "Today" in it is this day: of the mail, of the forwarded message, of the letter. */
  readonly writtenOn: PlainDate;
}

const LATEST_LETTER_DAYS = 90;

/** The mail's content with the day on which each piece was written. */
export function piecesOf(situation: Situation): readonly Piece[] {
  const { mail, receivedOn } = situation;
  return mail.content.map((block) => {
    if (block.role === "attachment")
      return { ...block, writtenOn: letterDay(block.text, receivedOn) ?? receivedOn };
    const message =
      mail.chain.find((m) => m.text === block.text) ??
      mail.chain.find((m) => m.where === block.where && m.role === block.role);
    const sentAt =
      block.role === "forwarded"
        ? (message?.sentAt ?? instantOf(message?.sentWritten ?? null, receivedOn))
        : null;
    const day = sentAt === null ? receivedOn : localDate(sentAt);
    return { ...block, writtenOn: day <= receivedOn ? day : receivedOn };
  });
}

function instantOf(written: string | null, notAfter: PlainDate): Instant | null {
  if (written === null) return null;
  const day = datesIn(written, notAfter)[0]?.day ?? null;
  return day === null ? null : instant(`${day}T12:00:00Z`);
}

/** The day of a letter or form: the latest date in it that is not after receipt, if within three months. */
function letterDay(text: string, receivedOn: PlainDate): PlainDate | null {
  let latest: PlainDate | null = null;
  for (const { day } of datesIn(text.slice(0, 20_000), receivedOn)) {
    if (day > receivedOn || daysBetween(day, receivedOn) > LATEST_LETTER_DAYS) continue;
    if (latest === null || day > latest) latest = day;
  }
  return latest;
}
