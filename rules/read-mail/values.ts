import type { ReadMailPolicy } from "./policy.ts";

/** "Not known", "N/A", "see attached", blank: not a value (IN-05). */
export function isNoValue(value: string, policy: ReadMailPolicy): boolean {
  const plain = plainValue(value);
  return plain === "" || policy.notAValue.includes(plain) || policy.notAValue.includes(value.trim());
}

/** "As above": points at the row or box before (IN-05). */
export function isPointer(value: string, policy: ReadMailPolicy): boolean {
  const plain = plainValue(value);
  return policy.pointers.includes(plain) || policy.pointers.includes(value.trim());
}

export function plainValue(value: string): string {
  return value
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/\([^)]{0,40}\)/g, " ")
    .replace(/^[\s.,;:–-]+|[\s.,;:–-]+$/g, "")
    .split(/\s+/)
    .join(" ");
}
