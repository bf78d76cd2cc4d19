import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  checkDefinitions,
  type Definition,
  type Definitions,
  definitionSchema,
} from "../../rules/case-workflow.ts";
import { ConfigFaults, type LocatedYaml, readLocatedYaml } from "./yaml.ts";

/** `config/` of the checkout or of the installed package. */
export const SHIPPED_CONFIG = shippedConfig();

/**
 * Reads every `*.yaml` of a folder, each a workflow, and checks them together.
 * @param configDir the folder of the configuration; where it has no `workflows/`, those shipped are read.
 * @throws {ConfigFaults} with every fault of every file, each with file, line and key.
 */
export function loadWorkflows(configDir?: string): Definitions {
  const own = configDir === undefined ? null : join(configDir, "workflows");
  return readWorkflows(own !== null && existsSync(own) ? own : join(SHIPPED_CONFIG, "workflows"));
}

/** As `loadWorkflows`, of exactly this folder. */
export function readWorkflows(folder: string): Definitions {
  const files = new Map<string, LocatedYaml<Definition>>();
  const faults: string[] = [];
  for (const file of yamlFiles(folder)) {
    try {
      const located = readLocatedYaml(join(folder, file), definitionSchema);
      const { name } = located.value;
      if (files.has(name))
        faults.push(located.fault(["name"], `'${name}' is the name of another file's workflow`));
      else files.set(name, located);
    } catch (error) {
      if (!(error instanceof ConfigFaults)) throw error;
      faults.push(...error.faults);
    }
  }
  // a file that cannot be read at all would make others look wrong that name it
  if (faults.length === 0) {
    const definitions = new Map([...files].map(([name, { value }]) => [name, value]));
    for (const { workflow, at, says } of checkDefinitions(definitions)) {
      faults.push(files.get(workflow)?.fault(at, says) ?? `${workflow}: ${says}`);
    }
    if (faults.length === 0) return definitions;
  }
  throw new ConfigFaults(faults);
}

function yamlFiles(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new ConfigFaults(
      [`${folder}: cannot be read: ${(cause as NodeJS.ErrnoException).code ?? "unknown error"}`],
      { cause },
    );
  }
  const files = names.filter((name) => name.endsWith(".yaml")).sort();
  if (files.length === 0) throw new ConfigFaults([`${folder}: expected workflows (*.yaml), found none`]);
  return files;
}

/** From worker/config/ in a checkout, from dist/worker/config/ in a package. */
function shippedConfig(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const inCheckout = join(here, "../../config");
  return existsSync(join(inCheckout, "workflows")) ? inCheckout : join(here, "../../../config");
}
