import { join } from "node:path";
import { z } from "zod";
import { fold, plainSpelling } from "../../rules/identify-child/fold.ts";
import { type Field, type IdentityPolicy, LEVELS, type Weights } from "../../rules/identify-child/policy.ts";
import { ConfigFaults, readLocatedYaml, readYaml } from "./yaml.ts";

const share = z.number().positive().max(1);
const level = z.strictObject({ m: share, u: share });
const fields = Object.fromEntries(
  Object.entries(LEVELS).map(([field, levels]) => [
    field,
    z.strictObject(Object.fromEntries(levels.map((name) => [name, level]))),
  ]),
);

const weightsSchema = z.strictObject({
  match_threshold: z.number().gt(0.5).lt(1),
  match_margin: z.number().min(1).max(40),
  plausible_weight: z.number().min(-40).max(20),
  population_floor: z.int().min(2),
  name_shrinkage: z.number().positive(),
  weights: z.strictObject(fields) as unknown as z.ZodType<Weights>,
});

const namesSchema = z.strictObject({
  sources: z.array(z.string().min(1)).min(1),
  family_endings: z.array(z.tuple([z.string().min(1), z.string()])),
  groups: z.record(z.string().min(1), z.array(z.string().regex(/^\S.*\S$/))),
});

/** Fields of which one level must be true: their m and their u each add up to one, or the numbers cannot be right. */
const COMPLETE: readonly Field[] = [
  "birth",
  "age",
  "expected",
  "nhs",
  "ids",
  "place",
  "sex",
  "parents",
  "siblings",
];

/**
 * `identity/weights.yaml` and `identity/names.yaml`.
 * @param configDir the folder that holds `identity/`.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export function loadIdentityPolicy(configDir: string): IdentityPolicy {
  const file = readLocatedYaml(join(configDir, "identity", "weights.yaml"), weightsSchema);
  const names = readYaml(join(configDir, "identity", "names.yaml"), namesSchema);
  const { weights } = file.value;
  const faults = COMPLETE.flatMap((field) =>
    (["m", "u"] as const)
      .filter((side) => Math.abs(sumOf(Object.values(weights[field]).map((l) => l[side])) - 1) > 0.005)
      .map((side) => file.fault(["weights", field], `the ${side} of its levels must add up to 1`)),
  );
  if (faults.length > 0) throw new ConfigFaults(faults);

  const groups = Object.values(names.groups)
    .flat()
    .map((line) => [...new Set(line.split(/\s+/).map(fold))]);
  const variants = new Map<string, number[]>();
  for (const [group, members] of groups.entries()) {
    for (const name of new Set(members.flatMap((member) => [member, plainSpelling(member)]))) {
      variants.set(name, [...(variants.get(name) ?? []), group]);
    }
  }
  return {
    matchThreshold: file.value.match_threshold,
    matchMargin: file.value.match_margin,
    plausibleWeight: file.value.plausible_weight,
    populationFloor: file.value.population_floor,
    nameShrinkage: file.value.name_shrinkage,
    weights,
    variantGroups: groups,
    variants,
    familyEndings: names.family_endings.map(([ending, base]) => [fold(ending), fold(base)] as const),
  };
}

function sumOf(shares: readonly number[]): number {
  return shares.reduce((total, one) => total + one, 0);
}
