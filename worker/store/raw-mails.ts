import { createHash } from "node:crypto";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Kysely } from "kysely";
import type { Instant } from "../../rules/time.ts";
import type { Tables } from "./tables.ts";

/** The stored copy is not the mail that was stored: restore it from a backup or from the mailbox. */
export class DamagedRawMailError extends Error {
  override readonly name = "DamagedRawMailError";
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Keeps the raw bytes of a mail; a second time does nothing.
 * @param hash SHA-256 of `bytes`, in hex.
 * @throws where the hash is another's: what is stored under a wrong name is lost.
 */
export async function putRawMail(
  db: Kysely<Tables>,
  hash: string,
  bytes: Uint8Array,
  at: Instant,
): Promise<void> {
  const found = sha256(bytes);
  if (found !== hash)
    throw new Error(`Cannot store raw mail '${hash}': expected bytes of that hash, found '${found}'`);
  const packed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  await db
    .insertInto("raw_mails")
    .values({ sha256: hash, packed, size: bytes.length, stored_at: at })
    .onConflict((conflict) => conflict.column("sha256").doNothing())
    .execute();
}

/**
 * The raw bytes, exactly as stored; null where there are none of this hash (never stored, or removed by retention).
 * @throws {DamagedRawMailError} where what is stored is not what was put there.
 */
export async function getRawMail(db: Kysely<Tables>, hash: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom("raw_mails")
    .select(["packed", "size"])
    .where("sha256", "=", hash)
    .executeTakeFirst();
  if (!row) return null;
  let bytes: Buffer;
  try {
    // a damaged frame may ask for any amount of memory
    bytes = zstdDecompressSync(row.packed, { maxOutputLength: Math.max(1, row.size) });
  } catch (cause) {
    throw new DamagedRawMailError(
      `Cannot read raw mail '${hash}': expected a zstd frame of ${row.size} bytes`,
      { cause },
    );
  }
  const found = sha256(bytes);
  if (found !== hash)
    throw new DamagedRawMailError(`Cannot read raw mail '${hash}': expected that hash, found '${found}'`);
  return bytes;
}
