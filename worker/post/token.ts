import { createHmac, timingSafeEqual } from "node:crypto";

/** Crockford's base 32: no I, L, O or U, so that a token read out or typed anew still works. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 60 bits: nobody guesses one in the life of a review, and it fits a subject line. */
const MAC_LENGTH = 12;
const ITEM_ID = /^[A-Z]{1,8}-\d{1,12}$/;
const TOKEN = /(?<![A-Z0-9-])([A-Z]{1,8}-\d{1,12})-(\d{1,6})-([0-9A-Z]{12})(?![A-Z0-9-])/i;
const MOST_TEXT = 2_000;
/** The item itself, no ask of it: asks are counted from 1. */
const ITEM = "0";

/** What a genuine token opens. */
export interface Opened {
  readonly itemId: string;
  /** null: the item itself, for commands. */
  readonly askId: string | null;
}

/**
 * The token that ties a reply to one ask of one review: `R-000012-2-7KM2…`. Another ask has another, so that it dies
 * with its ask. Letters' case makes no difference; it fits a subject in brackets and an address behind a plus.
 * @param askId `ITEM/number`
 * @throws {RangeError} for ids that are not ours.
 */
export function reviewToken(itemId: string, askId: string, secret: string): string {
  const number = askId.startsWith(`${itemId}/`) ? askId.slice(itemId.length + 1) : "";
  if (!/^[1-9]\d{0,5}$/.test(number)) {
    throw new RangeError(`Cannot make a token: expected an ask of ${itemId}, found ${askId}`);
  }
  return signed(itemId, number, secret);
}

/** The token of an item, for the commands of its owner. It opens no review. */
export function itemToken(itemId: string, secret: string): string {
  return signed(itemId, ITEM, secret);
}

/** The first thing in a subject or an address that has the form of a token, in capitals; null where nothing has. */
export function readToken(text: string): string | null {
  const found = TOKEN.exec(text.slice(0, MOST_TEXT));
  return found ? found[0].toUpperCase() : null;
}

/** What the token opens, compared in constant time; null where it is not one of ours. */
export function verifyToken(token: string, secret: string): Opened | null {
  const parts = TOKEN.exec(token.toUpperCase());
  if (!parts || parts[0].length !== token.length) return null;
  const [, itemId = "", number = "", mac = ""] = parts;
  const expected = Buffer.from(macOf(itemId, number, secret));
  const given = Buffer.from(mac.replaceAll("O", "0").replace(/[IL]/g, "1"));
  if (!timingSafeEqual(given, expected)) return null;
  return { itemId, askId: number === ITEM ? null : `${itemId}/${number}` };
}

function signed(itemId: string, number: string, secret: string): string {
  if (!ITEM_ID.test(itemId))
    throw new RangeError(`Cannot make a token: expected an id of ours, found ${itemId}`);
  return `${itemId}-${number}-${macOf(itemId, number, secret)}`;
}

function macOf(itemId: string, number: string, secret: string): string {
  const digest = createHmac("sha256", secret)
    .update(JSON.stringify(["reply token", itemId, number]))
    .digest();
  return [...digest.subarray(0, MAC_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
