import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version in package.json, from a checkout or from `dist/`. */
export function version(): string {
  const near = fileURLToPath(new URL("../../package.json", import.meta.url));
  const file = existsSync(near) ? near : fileURLToPath(new URL("../../../package.json", import.meta.url));
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
