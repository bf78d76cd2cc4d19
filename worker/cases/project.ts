import type { Kysely } from "kysely";
import type { CaseEvent } from "../../rules/case-workflow.ts";
import type { StoredEvent } from "../store/events.ts";
import type { Projector } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import "./tables.ts";

const STREAM = "case:";

export function streamOf(caseId: string): string {
  return STREAM + caseId;
}

export function caseIdOf(stream: string): string {
  return stream.slice(STREAM.length);
}

/**
 * Keeps the tables of the cases in step with their streams. Register it when the store is opened. What is due
 * follows from definition and calendar as well, so `dues.ts` writes it.
 */
export const caseProjector: Projector = {
  tables: ["case_people", "case_links", "case_records", "case_tasks", "cases"],

  async project(db: Kysely<Tables>, { stream, at, data }: StoredEvent): Promise<void> {
    if (!stream.startsWith(STREAM) || data === null) return;
    const id = caseIdOf(stream);
    const event = data as CaseEvent;
    switch (event.type) {
      case "case-opened":
        await db
          .insertInto("cases")
          .values({
            id,
            workflow: event.workflow,
            status: event.status,
            opened_at: at,
            entered_at: at,
            ended_at: null,
            reference: event.reference,
            responsible: event.responsible,
          })
          .execute();
        for (const person_id of new Set(event.people)) {
          await db.insertInto("case_people").values({ case_id: id, person_id }).execute();
        }
        return;
      case "case-moved":
        await db
          .updateTable("cases")
          .set({ status: event.to, entered_at: at, ended_at: event.final ? at : null })
          .where("id", "=", id)
          .execute();
        return;
      case "responsible-changed":
        await db.updateTable("cases").set({ responsible: event.to }).where("id", "=", id).execute();
        return;
      case "service-recorded":
        await db
          .insertInto("case_records")
          .values({
            case_id: id,
            record_id: event.record,
            service: event.service,
            state: event.state,
            recorded_at: at,
          })
          .execute();
        return;
      case "record-changed":
        await db
          .updateTable("case_records")
          .set({ state: event.state })
          .where("case_id", "=", id)
          .where("record_id", "=", event.record)
          .execute();
        return;
      case "task-created":
        await db
          .insertInto("case_tasks")
          .values({ case_id: id, task_id: event.task, kind: event.kind, created_at: at, outcome: null })
          .execute();
        return;
      case "task-done":
        await db
          .updateTable("case_tasks")
          .set({ outcome: event.outcome })
          .where("case_id", "=", id)
          .where("task_id", "=", event.task)
          .execute();
        return;
      case "case-linked":
        await db
          .insertInto("case_links")
          .values({
            case_id: id,
            link_id: event.link,
            kind: event.as,
            to_case_id: event.caseId,
            phase: event.phase,
          })
          .execute();
        return;
      case "link-changed":
        await db
          .updateTable("case_links")
          .set({ phase: event.phase })
          .where("case_id", "=", id)
          .where("link_id", "=", event.link)
          .execute();
        return;
      case "fields-set":
      case "due-reminded":
      case "command-refused":
        return;
    }
  },
};
