import type { Kysely } from "kysely";

/**
 * The tables as typed in worker/cases/tables.ts. Never edited once released: a later migration changes them.
 * Without foreign keys: a rebuild must succeed where the payload of an opening event was erased.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;

  await schema
    .createTable("cases")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("workflow", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("entered_at", "text", (c) => c.notNull())
    .addColumn("ended_at", "text")
    .addColumn("reference", "text")
    .addColumn("responsible", "text")
    .execute();
  await schema.createIndex("cases_open").on("cases").columns(["ended_at", "id"]).execute();
  await schema.createIndex("cases_workflow").on("cases").columns(["workflow", "ended_at", "id"]).execute();
  await schema.createIndex("cases_reference").on("cases").column("reference").execute();
  await schema.createIndex("cases_responsible").on("cases").columns(["responsible", "ended_at"]).execute();

  await schema
    .createTable("case_people")
    .addColumn("case_id", "text", (c) => c.notNull())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("case_people_key", ["case_id", "person_id"])
    .execute();
  await schema.createIndex("case_people_person").on("case_people").column("person_id").execute();

  await schema
    .createTable("case_links")
    .addColumn("case_id", "text", (c) => c.notNull())
    .addColumn("link_id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("to_case_id", "text", (c) => c.notNull())
    .addColumn("phase", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("case_links_key", ["case_id", "link_id"])
    .execute();
  await schema.createIndex("case_links_to").on("case_links").column("to_case_id").execute();

  await schema
    .createTable("case_records")
    .addColumn("case_id", "text", (c) => c.notNull())
    .addColumn("record_id", "text", (c) => c.notNull())
    .addColumn("service", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("recorded_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("case_records_key", ["case_id", "record_id"])
    .execute();
  await schema
    .createIndex("case_records_work")
    .on("case_records")
    .columns(["service", "state", "recorded_at"])
    .execute();

  await schema
    .createTable("case_tasks")
    .addColumn("case_id", "text", (c) => c.notNull())
    .addColumn("task_id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("outcome", "text")
    .addPrimaryKeyConstraint("case_tasks_key", ["case_id", "task_id"])
    .execute();
  await schema.createIndex("case_tasks_open").on("case_tasks").columns(["outcome", "created_at"]).execute();

  await schema
    .createTable("case_dues")
    .addColumn("case_id", "text", (c) => c.notNull())
    .addColumn("due_id", "text", (c) => c.notNull())
    .addColumn("workflow", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("opens_on", "text")
    .addColumn("warns_on", "text")
    .addColumn("due_on", "text", (c) => c.notNull())
    .addColumn("overdue_from", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("case_dues_key", ["case_id", "due_id"])
    .execute();
  await schema.createIndex("case_dues_next").on("case_dues").columns(["overdue_from", "case_id"]).execute();
  await schema
    .createIndex("case_dues_workflow")
    .on("case_dues")
    .columns(["workflow", "overdue_from"])
    .execute();
}
