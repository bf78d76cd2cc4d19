import type { Kysely, Selectable } from "kysely";
import type { ReviewerRole } from "../../rules/situation.ts";
import type { Instant } from "../../rules/time.ts";
import type { AsksTable, Tables } from "./tables.ts";

export type AskEnd = "answered" | "withdrawn";

export interface AskRow {
  readonly id: string;
  readonly itemId: string;
  readonly staffId: string;
  readonly role: ReviewerRole;
  /** "review", "owner", … */
  readonly kind: string;
  /** 1 for the item's first. */
  readonly askNo: number;
  readonly tokenHash: string | null;
  readonly askedAt: Instant;
  readonly dueAt: Instant | null;
  readonly state: "open" | AskEnd;
  readonly endedAt: Instant | null;
}

/** The number that the item's next ask bears. */
export async function nextAskNo(db: Kysely<Tables>, itemId: string): Promise<number> {
  const row = await db
    .selectFrom("asks")
    .select("ask_no")
    .where("item_id", "=", itemId)
    .orderBy("ask_no", "desc")
    .limit(1)
    .executeTakeFirst();
  return (row?.ask_no ?? 0) + 1;
}

export async function addAsk(db: Kysely<Tables>, ask: Omit<AskRow, "state" | "endedAt">): Promise<void> {
  await db
    .insertInto("asks")
    .values({
      id: ask.id,
      item_id: ask.itemId,
      staff_id: ask.staffId,
      role: ask.role,
      kind: ask.kind,
      ask_no: ask.askNo,
      token_hash: ask.tokenHash,
      asked_at: ask.askedAt,
      due_at: ask.dueAt,
      state: "open",
      ended_at: null,
    })
    .execute();
}

/** @returns false where it had ended already. */
export async function endAsk(db: Kysely<Tables>, id: string, end: AskEnd, at: Instant): Promise<boolean> {
  const ended = await db
    .updateTable("asks")
    .set({ state: end, ended_at: at })
    .where("id", "=", id)
    .where("state", "=", "open")
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

export async function askById(db: Kysely<Tables>, id: string): Promise<AskRow | null> {
  const row = await asks(db).where("id", "=", id).executeTakeFirst();
  return row ? askOf(row) : null;
}

/** All asks of an item, the first first. */
export async function asksOf(db: Kysely<Tables>, itemId: string): Promise<AskRow[]> {
  return (await asks(db).where("item_id", "=", itemId).orderBy("ask_no").execute()).map(askOf);
}

/** Asked since an instant, whatever became of them: for loads and turns. The oldest first. */
export async function asksSince(db: Kysely<Tables>, kind: string, since: Instant): Promise<AskRow[]> {
  const rows = await asks(db)
    .where("kind", "=", kind)
    .where("asked_at", ">=", since)
    .orderBy("asked_at")
    .orderBy("id")
    .execute();
  return rows.map(askOf);
}

/** The ones that nobody answered yet; those due soonest first. */
export async function openAsks(db: Kysely<Tables>): Promise<AskRow[]> {
  return (await asks(db).where("state", "=", "open").orderBy("due_at").orderBy("id").execute()).map(askOf);
}

/** When each person was last asked this kind of thing; who never was is missing. */
export async function lastAsked(db: Kysely<Tables>, kind: string): Promise<ReadonlyMap<string, Instant>> {
  const rows = await db
    .selectFrom("asks")
    .select(({ fn }) => ["staff_id", fn.max("asked_at").as("last")])
    .where("kind", "=", kind)
    .groupBy("staff_id")
    .execute();
  return new Map(rows.map((row) => [row.staff_id, row.last]));
}

export interface Absence {
  readonly staffId: string;
  readonly from: Instant;
  /** null: until further notice. */
  readonly until: Instant | null;
  readonly source: string;
}

/** Notes an absence that we learnt of, or its changed end. */
export async function saveAbsence(db: Kysely<Tables>, absence: Absence): Promise<void> {
  await db
    .insertInto("away")
    .values({
      staff_id: absence.staffId,
      from_at: absence.from,
      until_at: absence.until,
      source: absence.source,
    })
    .onConflict((conflict) =>
      conflict.columns(["staff_id", "source", "from_at"]).doUpdateSet({ until_at: absence.until }),
    )
    .execute();
}

/** They write themselves: an absence without an end is over. */
export async function endOpenAbsence(db: Kysely<Tables>, staffId: string, at: Instant): Promise<void> {
  await db
    .updateTable("away")
    .set({ until_at: at })
    .where("staff_id", "=", staffId)
    .where("until_at", "is", null)
    .where("from_at", "<", at)
    .execute();
}

/** Who is away at `at`, beside those whom config/staff.yaml says. */
export async function absences(db: Kysely<Tables>, at: Instant): Promise<Absence[]> {
  const rows = await db
    .selectFrom("away")
    .selectAll()
    .where("from_at", "<=", at)
    .where(({ or, eb }) => or([eb("until_at", "is", null), eb("until_at", ">", at)]))
    .orderBy("staff_id")
    .execute();
  return rows.map((row) => ({
    staffId: row.staff_id,
    from: row.from_at,
    until: row.until_at,
    source: row.source,
  }));
}

function asks(db: Kysely<Tables>) {
  return db.selectFrom("asks").selectAll();
}

function askOf(row: Selectable<AsksTable>): AskRow {
  return {
    id: row.id,
    itemId: row.item_id,
    staffId: row.staff_id,
    role: row.role as ReviewerRole,
    kind: row.kind,
    askNo: row.ask_no,
    tokenHash: row.token_hash,
    askedAt: row.asked_at,
    dueAt: row.due_at,
    state: row.state as AskRow["state"],
    endedAt: row.ended_at,
  };
}
