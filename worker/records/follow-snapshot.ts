import { statSync } from "node:fs";
import type { Records } from "../ports.ts";
import { openSnapshot } from "./snapshot.ts";

export interface FollowedSnapshot {
  /** The records of the newest import. Ask anew for each mail; do not keep. */
  current(): Records;
  close(): void;
}

/** The snapshot at a path, opened anew whenever an import has put another file in its place (or the first one there). */
export function followSnapshot(path: string): FollowedSnapshot {
  let seen = fileAt(path);
  let records = openSnapshot(path);
  return {
    current() {
      const now = fileAt(path);
      if (now !== seen) {
        const renewed = openSnapshot(path);
        records.close();
        records = renewed;
        seen = now;
      }
      return records;
    },
    close: () => records.close(),
  };
}

/** Which file lies there: a rename gives another inode or another time. */
function fileAt(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs}` : "";
}
