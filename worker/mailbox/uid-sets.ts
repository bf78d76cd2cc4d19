/** Messages in one command: keeps command lines and answers far below any server's limit. */
const IN_ONE_COMMAND = 500;

/** UIDs in ascending order, none twice, in groups that each go into one command. */
export function inBatches(uids: readonly number[]): readonly (readonly number[])[] {
  const sorted = ascending(new Set(uids));
  return Array.from({ length: Math.ceil(sorted.length / IN_ONE_COMMAND) }, (_, at) =>
    sorted.slice(at * IN_ONE_COMMAND, (at + 1) * IN_ONE_COMMAND),
  );
}

/** An IMAP sequence set: `1:5,9`. @param uids ascending */
export function uidSet(uids: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === uid) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(",");
}

export function ascending(uids: Iterable<number>): number[] {
  return [...uids].sort((a, b) => a - b);
}
