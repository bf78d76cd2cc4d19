import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** The configuration cannot be used. Every fault found is named, each with file, line and key: `config/staff.yaml:12 staff[2].email: Invalid email`. */
export class ConfigFaults extends Error {
  override readonly name = "ConfigFaults";
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Cannot use the configuration: ${faults.join("; ")}`, options);
    this.faults = faults;
  }
}

/** A value of a file and where each key of it stands, so that a later check can still name the line. */
export interface LocatedYaml<T> {
  readonly value: T;
  /** `config/staff.yaml:12 staff[2].email: message` */
  fault(keys: readonly PropertyKey[], message: string): string;
}

/**
 * Reads a YAML (or JSON) file and checks it.
 * @throws {ConfigFaults} with every fault of the file: missing, not YAML, a key twice, or not what the schema wants.
 */
export function readYaml<T>(path: string, schema: z.ZodType<T>): T {
  return readLocatedYaml(path, schema).value;
}

/**
 * Reads a JSON file that was made by a program: ten times as fast as YAML, and its faults name no line.
 * @throws {ConfigFaults} as `readYaml`.
 */
export function readJson<T>(path: string, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ConfigFaults([`${path}: cannot be read: ${code ?? message}`], { cause });
  }
  const checked = schema.safeParse(content);
  if (checked.success) return checked.data;
  throw new ConfigFaults(
    checked.error.issues.map(({ path: keys, message }) => `${path}: ${written(keys)}: ${message}`),
  );
}

/** As `readYaml`, for files with rules that a schema of one value cannot state. */
export function readLocatedYaml<T>(path: string, schema: z.ZodType<T>): LocatedYaml<T> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigFaults(
      [`${path}: cannot be read: ${(cause as NodeJS.ErrnoException).code ?? "unknown error"}`],
      {
        cause,
      },
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigFaults(
      document.errors.map((error) => `${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }

  /** The line of a key, or of the nearest thing around it that is there. */
  function lineOf(keys: readonly PropertyKey[]): number {
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true) as
        | { range?: [number, number, number] | null }
        | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
  const fault = (keys: readonly PropertyKey[], message: string): string =>
    `${path}:${lineOf(keys)}${keys.length > 0 ? ` ${written(keys)}` : ""}: ${message}`;

  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new ConfigFaults([`${path}: ${(cause as Error).message}`], { cause });
  }
  const checked = schema.safeParse(content);
  if (!checked.success) {
    throw new ConfigFaults(
      checked.error.issues.flatMap((issue) =>
        issue.code === "unrecognized_keys"
          ? issue.keys.map((key) => fault([...issue.path, key], "no such setting"))
          : fault(issue.path, issue.message),
      ),
    );
  }
  return { value: checked.data, fault };
}

function written(keys: readonly PropertyKey[]): string {
  return keys
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}
