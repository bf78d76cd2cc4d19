import type { Instant, PlainDate } from "../../rules/time.ts";

/** What can be asked of all cases at once. A case itself is the fold of its stream. */
export interface CasesTable {
  /** "CASE-000001". */
  id: string;
  workflow: string;
  /** Key of the status: its code, or CLOSED and the like where the source gives none. */
  status: string;
  opened_at: Instant;
  entered_at: Instant;
  /** When it came into a final status; null while it is open. */
  ended_at: Instant | null;
  reference: string | null;
  responsible: string | null;
}

export interface CasePeopleTable {
  case_id: string;
  person_id: string;
}

/** Kept on the side that knows of the other; there is no way back. */
export interface CaseLinksTable {
  case_id: string;
  link_id: string;
  kind: string;
  to_case_id: string;
  phase: string;
}

export interface CaseRecordsTable {
  case_id: string;
  record_id: string;
  service: string;
  state: string;
  recorded_at: Instant;
}

export interface CaseTasksTable {
  case_id: string;
  task_id: string;
  kind: string;
  created_at: Instant;
  outcome: string | null;
}

/** Follows from the case, its definition and the calendar: written anew with every command. */
export interface CaseDuesTable {
  case_id: string;
  due_id: string;
  workflow: string;
  name: string;
  opens_on: PlainDate | null;
  warns_on: PlainDate | null;
  due_on: PlainDate;
  overdue_from: Instant;
}

declare module "../store/tables.ts" {
  interface Tables {
    cases: CasesTable;
    case_people: CasePeopleTable;
    case_links: CaseLinksTable;
    case_records: CaseRecordsTable;
    case_tasks: CaseTasksTable;
    case_dues: CaseDuesTable;
  }
}
