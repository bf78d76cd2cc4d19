import type { Kysely } from "kysely";

/** The tables as typed in worker/store/tables.ts. Never edited once released: a later migration changes them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;

  await schema
    .createTable("events")
    .addColumn("seq", "integer", (c) => c.primaryKey())
    .addColumn("stream", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("payload_digest", "text", (c) => c.notNull())
    .addColumn("previous_hash", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addUniqueConstraint("events_stream_version", ["stream", "version"])
    .execute();
  await schema
    .createTable("event_payloads")
    .addColumn("seq", "integer", (c) => c.primaryKey().references("events.seq"))
    .addColumn("salt", "text", (c) => c.notNull())
    .addColumn("json", "text", (c) => c.notNull())
    .execute();
  await schema
    .createTable("event_erasures")
    .addColumn("seq", "integer", (c) => c.primaryKey().references("events.seq"))
    .addColumn("erased_by", "integer", (c) => c.notNull().references("events.seq"))
    .execute();
  await schema
    .createTable("chain_head")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .execute();
  await schema
    .createTable("ids")
    .addColumn("kind", "text", (c) => c.primaryKey())
    .addColumn("last", "integer", (c) => c.notNull())
    .execute();

  await schema
    .createTable("raw_mails")
    .addColumn("sha256", "text", (c) => c.primaryKey())
    .addColumn("packed", "blob", (c) => c.notNull())
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("stored_at", "text", (c) => c.notNull())
    .execute();
  await schema
    .createTable("messages")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("sha256", "text")
    .addColumn("message_id", "text")
    .addColumn("body_sha256", "text")
    .addColumn("internal_date", "text", (c) => c.notNull())
    .addColumn("received_at", "text", (c) => c.notNull())
    .addColumn("bytes", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("pathway", "text")
    .addColumn("urgent", "integer", (c) => c.notNull())
    .addColumn("item_id", "text")
    .addColumn("folder", "text")
    .addColumn("uid_validity", "text")
    .addColumn("uid", "integer")
    .addColumn("note", "text")
    .addColumn("first_seen_at", "text", (c) => c.notNull())
    .addColumn("updated_at", "text", (c) => c.notNull())
    .execute();
  await schema
    .createIndex("messages_location")
    .unique()
    .on("messages")
    .columns(["folder", "uid_validity", "uid"])
    .execute();
  await schema.createIndex("messages_sha256").on("messages").column("sha256").execute();
  await schema.createIndex("messages_message_id").on("messages").column("message_id").execute();
  await schema.createIndex("messages_state").on("messages").columns(["state", "received_at"]).execute();
  await schema.createIndex("messages_item").on("messages").column("item_id").execute();

  await schema
    .createTable("items")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("pathway", "text", (c) => c.notNull())
    .addColumn("urgent", "integer", (c) => c.notNull())
    .addColumn("owner", "text")
    .addColumn("reviewer", "text", (c) => c.notNull())
    .addColumn("ask_id", "text")
    .addColumn("due_at", "text")
    .addColumn("mode", "text", (c) => c.notNull())
    .addColumn("received_at", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("updated_at", "text", (c) => c.notNull())
    .addColumn("closed_at", "text")
    .execute();
  await schema.createIndex("items_state").on("items").columns(["state", "due_at"]).execute();
  await schema.createIndex("items_owner").on("items").columns(["owner", "created_at"]).execute();
  await schema
    .createTable("item_children")
    .addColumn("item_id", "text", (c) => c.notNull())
    .addColumn("letter", "text", (c) => c.notNull())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("decision", "text")
    .addPrimaryKeyConstraint("item_children_pk", ["item_id", "letter"])
    .execute();
  await schema.createIndex("item_children_person").on("item_children").column("person_id").execute();
  await schema
    .createTable("item_messages")
    .addColumn("item_id", "text", (c) => c.notNull())
    .addColumn("message_id", "text", (c) => c.notNull())
    .addColumn("place", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("item_messages_pk", ["item_id", "message_id"])
    .execute();
  await schema.createIndex("item_messages_message").on("item_messages").column("message_id").execute();

  await schema
    .createTable("own_contacts")
    .addColumn("contact_id", "text", (c) => c.primaryKey())
    .addColumn("item_id", "text", (c) => c.notNull())
    .addColumn("received_at", "text", (c) => c.notNull())
    .addColumn("closed_on", "text")
    .addColumn("decision", "text")
    .addColumn("decided_by", "text")
    .addColumn("awaiting_decision", "integer", (c) => c.notNull())
    .addColumn("attachment_hashes", "text", (c) => c.notNull())
    .execute();
  await schema.createIndex("own_contacts_item").on("own_contacts").column("item_id").execute();
  await schema
    .createTable("own_contact_people")
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("contact_id", "text", (c) =>
      c.notNull().references("own_contacts.contact_id").onDelete("cascade"),
    )
    .addPrimaryKeyConstraint("own_contact_people_pk", ["person_id", "contact_id"])
    .execute();
  await schema
    .createIndex("own_contact_people_contact")
    .on("own_contact_people")
    .column("contact_id")
    .execute();
  await schema
    .createTable("own_contact_texts")
    .addColumn("contact_id", "text", (c) =>
      c.primaryKey().references("own_contacts.contact_id").onDelete("cascade"),
    )
    .addColumn("referrer_name", "text")
    .addColumn("referrer_agency", "text")
    .addColumn("referrer_email", "text")
    .addColumn("subject", "text")
    .addColumn("narrative", "text")
    .execute();

  await schema
    .createTable("asks")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("item_id", "text", (c) => c.notNull())
    .addColumn("staff_id", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("ask_no", "integer", (c) => c.notNull())
    .addColumn("token_hash", "text")
    .addColumn("asked_at", "text", (c) => c.notNull())
    .addColumn("due_at", "text")
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("ended_at", "text")
    .addUniqueConstraint("asks_number", ["item_id", "ask_no"])
    .execute();
  await schema.createIndex("asks_staff").on("asks").columns(["staff_id", "asked_at"]).execute();
  await schema.createIndex("asks_asked").on("asks").columns(["kind", "asked_at"]).execute();
  await schema.createIndex("asks_state").on("asks").columns(["state", "due_at"]).execute();
  await schema
    .createTable("away")
    .addColumn("staff_id", "text", (c) => c.notNull())
    .addColumn("from_at", "text", (c) => c.notNull())
    .addColumn("until_at", "text")
    .addColumn("source", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("away_pk", ["staff_id", "source", "from_at"])
    .execute();

  await schema
    .createTable("outbox")
    .addColumn("seq", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("id", "text", (c) => c.notNull().unique())
    .addColumn("stream", "text", (c) => c.notNull())
    .addColumn("lane", "text")
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("payload", "text", (c) => c.notNull())
    .addColumn("not_before", "text")
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("next_at", "text", (c) => c.notNull())
    .addColumn("last_error", "text")
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("done_at", "text")
    .addColumn("result", "text")
    .execute();
  await schema.createIndex("outbox_order").on("outbox").columns(["state", "seq", "next_at"]).execute();
  await schema.createIndex("outbox_lane").on("outbox").columns(["lane", "state"]).execute();
  await schema.createIndex("outbox_stream").on("outbox").columns(["stream", "seq"]).execute();

  await schema
    .createTable("timers")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("stream", "text", (c) => c.notNull())
    .addColumn("due_at", "text", (c) => c.notNull())
    .addColumn("arming", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("rang_at", "text")
    .execute();
  await schema.createIndex("timers_due").on("timers").columns(["state", "due_at"]).execute();
  await schema.createIndex("timers_stream").on("timers").column("stream").execute();

  await schema
    .createTable("cursors")
    .addColumn("folder", "text", (c) => c.primaryKey())
    .addColumn("json", "text", (c) => c.notNull())
    .execute();
  await schema
    .createTable("case_notes")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("item_id", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .execute();
  await schema.createIndex("case_notes_item").on("case_notes").columns(["item_id", "id"]).execute();
  await schema
    .createTable("letters")
    .addColumn("message_id", "text", (c) => c.primaryKey())
    .addColumn("item_id", "text")
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("recipient", "text", (c) => c.notNull())
    .addColumn("effect_id", "text")
    .addColumn("sent_at", "text")
    .addColumn("raw_sha256", "text")
    .execute();
  await schema.createIndex("letters_item").on("letters").column("item_id").execute();
  await schema
    .createTable("said")
    .addColumn("mention_hash", "text", (c) => c.notNull())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("is_person", "integer", (c) => c.notNull())
    .addColumn("by", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("said_pk", ["mention_hash", "person_id"])
    .execute();
  await schema
    .createTable("settings")
    .addColumn("key", "text", (c) => c.primaryKey())
    .addColumn("value", "text", (c) => c.notNull())
    .execute();
}
