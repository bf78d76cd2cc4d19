import { z } from "zod";

/**
 * What a guard, a notice, a task or a due date of a definition may ask of a case. One entry here, one in
 * `holds.ts` and one in `check-conditions.ts` make a new kind; no kind knows a programme.
 */
export interface ConditionArgs {
  readonly all: readonly Condition[];
  readonly any: readonly Condition[];
  readonly not: Condition;
  /** Each of these services has a complete record in this case. */
  readonly complete: readonly string[];
  /** The same, recorded since the case entered its present status. */
  readonly complete_here: readonly string[];
  /** Records of these services, counted. */
  readonly records: RecordCount;
  /** All records of a service are in these states (and there are at least so many). */
  readonly every: { readonly of: string; readonly in: readonly string[]; readonly least: number };
  /** Each record of `of` has a record of `has` whose field `by` names it. */
  readonly each: {
    readonly of: string;
    readonly in?: readonly string[] | undefined;
    readonly has: string;
    readonly by: string;
    readonly since_last?: readonly string[] | undefined;
  };
  readonly in: readonly string[];
  readonly ever_in: readonly string[];
  /** The status before the present one. */
  readonly came_from: readonly string[];
  /** There is a link of this kind (whose other side is in one of these phases). */
  readonly linked: { readonly as: string; readonly phase?: readonly string[] | undefined };
  /** These fields have a value (one of those listed): of the command, else the record, else the case. */
  readonly given: Readonly<Record<string, readonly string[] | null>>;
  /** A day against another. A day that is not given decides nothing. */
  readonly date: {
    readonly of: string;
    readonly after?: string | undefined;
    readonly not_later_than?: string | undefined;
    readonly plus?: Duration | undefined;
  };
  readonly role: readonly string[];
  /** Whoever acts did not write the record. */
  readonly by_another: true;
  /** A task of one of these kinds waits for its outcome. */
  readonly task_open: readonly string[];
  /** Age in whole years on a day; an unknown date of birth counts as younger. */
  readonly younger_than: { readonly years: number; readonly born: string; readonly on: string };
  /** Two values go together by this table; a value that the table lacks goes with nothing. */
  readonly pairs: {
    readonly of: string;
    readonly with: string;
    readonly allowed: Readonly<Record<string, readonly string[]>>;
  };
  /** The text repeats a value of one of these fields, or any UK postcode. */
  readonly reveals: { readonly text: string; readonly of: readonly string[] };
  /** How many people the case is about. */
  readonly people: { readonly least: number; readonly most?: number | undefined };
}

export interface RecordCount {
  readonly of: readonly string[];
  readonly in?: readonly string[] | undefined;
  readonly where?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Only those recorded after the last record of one of these. */
  readonly since_last?: readonly string[] | undefined;
  readonly least: number;
  /** From the first to the last by this field, at least so many days. */
  readonly spanning?: { readonly field: string; readonly days: number } | undefined;
  /** Only those whose `field` is a day not later than another field's. */
  readonly dated?: { readonly field: string; readonly not_later_than: string } | undefined;
}

export type ConditionKind = keyof ConditionArgs;
export type Condition = {
  readonly [K in ConditionKind]: { readonly [P in K]: ConditionArgs[K] };
}[ConditionKind];

export interface Duration {
  readonly amount: number;
  readonly unit: "months" | "days" | "working days" | "working hours";
}

const name = z.string().min(1);
const names = z.union([name.transform((one) => [one]), z.array(name).min(1)]);

export const duration = z
  .string()
  .regex(
    /^\d{1,4} (months?|days?|working days?|working hours?)$/,
    "expected a length such as '6 months' or '2 working days'",
  )
  .transform((text): Duration => {
    const [amount, ...unit] = text.split(" ");
    return { amount: Number(amount), unit: unit.join(" ").replace(/s?$/, "s") as Duration["unit"] };
  });

const SCHEMAS: { readonly [K in ConditionKind]: z.ZodType<ConditionArgs[K]> } = {
  all: z.array(z.lazy(() => condition)).min(1),
  any: z.array(z.lazy(() => condition)).min(1),
  not: z.lazy(() => condition),
  complete: names,
  complete_here: names,
  records: z.strictObject({
    of: names,
    in: names.optional(),
    where: z.record(name, names).optional(),
    since_last: names.optional(),
    least: z.int().min(1).default(1),
    spanning: z.strictObject({ field: name, days: z.int().min(0) }).optional(),
    dated: z.strictObject({ field: name, not_later_than: name }).optional(),
  }),
  every: z.strictObject({ of: name, in: names, least: z.int().min(0).default(0) }),
  each: z.strictObject({
    of: name,
    in: names.optional(),
    has: name,
    by: name,
    since_last: names.optional(),
  }),
  in: names,
  ever_in: names,
  came_from: names,
  linked: z.strictObject({ as: name, phase: names.optional() }),
  given: z.union([
    name.transform((field) => ({ [field]: null })),
    z.array(name).transform((fields) => Object.fromEntries(fields.map((field) => [field, null]))),
    z.record(name, names.nullable()),
  ]),
  date: z.strictObject({
    of: name,
    after: name.optional(),
    not_later_than: name.optional(),
    plus: duration.optional(),
  }),
  role: names,
  by_another: z.literal(true),
  task_open: names,
  younger_than: z.strictObject({ years: z.int().min(1), born: name, on: name }),
  pairs: z.strictObject({ of: name, with: name, allowed: z.record(name, z.array(name)) }),
  reveals: z.strictObject({ text: name, of: z.array(name) }),
  people: z.strictObject({ least: z.int().min(0), most: z.int().min(0).optional() }),
};

/** One kind and its parameters: `{complete: [CLOSURE_CHECKLIST]}`. */
export const condition: z.ZodType<Condition> = z.unknown().transform((value, context): Condition => {
  const kinds = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const kind = kinds[0];
  if (kinds.length !== 1 || kind === undefined || !Object.hasOwn(SCHEMAS, kind)) {
    const known = Object.keys(SCHEMAS).join(", ");
    context.addIssue({
      code: "custom",
      message: `expected one condition of the kinds ${known}; found ${kinds.length > 0 ? kinds.join(" and ") : typeof value}`,
    });
    return z.NEVER;
  }
  const read = SCHEMAS[kind as ConditionKind].safeParse((value as Record<string, unknown>)[kind]);
  if (read.success) return { [kind]: read.data } as unknown as Condition;
  for (const issue of read.error.issues) {
    context.addIssue({ code: "custom", path: [kind, ...issue.path], message: issue.message });
  }
  return z.NEVER;
});

/** Calls `visit` with the condition and every condition inside it. */
export function eachCondition(root: Condition, visit: (kind: ConditionKind, args: unknown) => void): void {
  const [kind, args] = Object.entries(root)[0] as [ConditionKind, unknown];
  visit(kind, args);
  if (kind === "all" || kind === "any") for (const part of args as Condition[]) eachCondition(part, visit);
  if (kind === "not") eachCondition(args as Condition, visit);
}
