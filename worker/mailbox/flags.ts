/** Flags compare without letter case (RFC 9051, 2.3.2). */
export function hasFlag(flags: Iterable<string> | undefined, flag: string): boolean {
  return [...(flags ?? [])].some((one) => one.toLowerCase() === flag.toLowerCase());
}
