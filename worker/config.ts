import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Policy, Team } from "../rules/policy.ts";
import type { ReplyPolicy } from "../rules/read-reply/policy.ts";
import { instant } from "../rules/time.ts";
import { loadCalendar } from "./config/calendar.ts";
import { loadClassifyPolicy } from "./config/classify.ts";
import { loadIdentityPolicy } from "./config/identity.ts";
import { loadReadMailPolicy } from "./config/read-mail.ts";
import { loadReplyPolicy } from "./config/reply.ts";
import { loadStaff } from "./config/staff.ts";
import { ConfigFaults, readYaml } from "./config/yaml.ts";

/** What the machine needs to know; what the service decides is in `Policy`. */
export interface Settings {
  /** Absolute. Holds triage.sqlite, records.sqlite and the embedded Redis. */
  readonly dataDir: string;
  /** null: the worker starts a Redis of its own. */
  readonly redisUrl: string | null;
  readonly imap: Server;
  readonly smtp: Server;
  /** Folder for mail that was looked at and left, on servers without keywords. */
  readonly checkedFolder: string | null;
  /** Tells our own loop header and tokens from another instance's. */
  readonly secret: string;
  readonly authservIds: readonly string[];
  readonly trustExchangeInternal: boolean;
}

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

export interface Config {
  readonly policy: Policy;
  readonly settings: Settings;
  /** The folder of the configuration file. */
  readonly configDir: string;
}

const address = z.email().toLowerCase();
const server = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65535),
  secure: z.boolean(),
  user: z.string().min(1).optional(),
});

const domains = z.array(z.string().min(1).toLowerCase()).min(1);

const schema = z.strictObject({
  mode: z.enum(["automatic", "supervised", "shadow"]).default("automatic"),
  record: z.enum(["store", "eclipse"]).default("store"),
  contact_list: z.enum(["store", "ask-bss"]).default("store"),
  subject_mode: z.enum(["amended_copy", "record_only"]).default("amended_copy"),
  review_window_days: z.int().min(1).max(366).default(28),
  extract_max_age: z.number().positive().default(24),
  undo_minutes: z.number().min(0).max(480).default(15),
  start_from: z
    .union([z.iso.datetime({ offset: true }), z.date().transform((d) => d.toISOString())])
    .optional(),
  data_dir: z.string().min(1).default("./data"),
  redis_url: z.string().min(1).optional(),
  mailbox: z.strictObject({
    address,
    imap: server,
    smtp: server,
    folders: z
      .strictObject({
        inbox: z.string().min(1).default("INBOX"),
        review: z.string().min(1).default("REVIEW CONTACTS"),
        originals: z.string().min(1).default("REVIEW CONTACTS ORIGINALS"),
        contact_completed: z.string().min(1).default("CONTACT COMPLETED"),
        pss_completed: z.string().min(1).default("PSS COMPLETED"),
      })
      .prefault({}),
    checked: z.string().min(1).optional(),
  }),
  authserv_ids: z.array(z.string().min(1)).default([]),
  trust_exchange_internal: z.boolean().default(false),
  addresses: z.strictObject({
    rao_group: address,
    bss: address,
    duty_manager: address,
    out_of_hours: address,
    service_lead: address,
  }),
  internal_domains: z.array(z.string().min(1).toLowerCase()).min(1),
  verified_domains: z.array(z.string().min(1).toLowerCase()).default([]),
  public_domains: z.array(z.string().min(1).toLowerCase()).default([]),
  letter_routes: z
    .array(
      z.discriminatedUnion("by", [
        z.strictObject({ to: domains, by: z.literal("mail") }),
        z.strictObject({ to: domains, by: z.literal("hand") }),
        z.strictObject({ to: domains, by: z.literal("keyword"), keyword: z.string().min(1).max(40) }),
      ]),
    )
    .default([]),
  letters: z.strictObject({
    service_name: z.string().min(1),
    council_name: z.string().min(1),
    phone: z.string().min(1),
    out_of_hours_phone: z.string().min(1),
    escalation: z.string().min(1),
    marking: z.string().default("OFFICIAL-SENSITIVE"),
  }),
});

const teamsSchema: z.ZodType<Team[]> = z.array(
  z.strictObject({
    code: z.string().min(1),
    name: z.string().min(1),
    kind: z.enum(["social-care", "family-support", "front-door"]),
    email: address.nullable().default(null),
  }),
);

const SHIPPED = shippedConfig();

/** `config/` of the checkout or of the installed package: from worker/ in one, dist/worker/ in the other. */
function shippedConfig(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, "../config");
  return existsSync(join(beside, "triage.yaml")) ? beside : join(here, "../../config");
}

/**
 * Reads and checks the whole configuration.
 * @param path the configuration file; without it `config/triage.yaml` as shipped. Files that its folder
 *   lacks (staff.yaml, teams.yaml, bank-holidays.json, …) are taken from the shipped folder.
 * @param options.replies false for a command that reads none: by what they are read is then loaded when first asked for.
 * @throws {ConfigFaults} naming file, line and key of every fault.
 */
export async function loadConfig(path?: string, { replies = true } = {}): Promise<Config> {
  const file = resolve(path ?? join(SHIPPED, "triage.yaml"));
  const configDir = dirname(file);
  const faults: string[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigFaults)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const folderOf = (name: string) => (existsSync(join(configDir, name)) ? configDir : SHIPPED);

  const own = attempt(() => readYaml(file, schema));
  const teams = attempt(() => readYaml(join(folderOf("teams.yaml"), "teams.yaml"), teamsSchema));
  const staff = attempt(() => loadStaff(folderOf("staff.yaml")));
  const calendar = attempt(() => loadCalendar(folderOf("calendar.yaml"), folderOf("bank-holidays.json")));
  const readMail = attempt(() => loadReadMailPolicy(folderOf("read-mail.yaml")));
  const identity = attempt(() => loadIdentityPolicy(folderOf("identity")));
  const classify = attempt(() => loadClassifyPolicy(folderOf("classify")));
  let loaded: ReplyPolicy | undefined;
  const reply = () => (loaded ??= loadReplyPolicy(folderOf("reply.yaml")));
  if (replies) attempt(reply);
  const secrets = own && attempt(() => readSecrets(resolve(configDir, own.data_dir)));

  if (
    !own ||
    !teams ||
    !staff ||
    !calendar ||
    !readMail ||
    !identity ||
    !classify ||
    !secrets ||
    faults.length > 0
  ) {
    throw new ConfigFaults(faults);
  }
  const folders = own.mailbox.folders;
  const policy: Policy = {
    mode: own.mode,
    record: own.record,
    contactList: own.contact_list,
    subjectMode: own.subject_mode,
    reviewWindowDays: own.review_window_days,
    extractMaxAgeHours: own.extract_max_age,
    undoMinutes: own.undo_minutes,
    startFrom: own.start_from ? instant(own.start_from) : null,
    folders: {
      inbox: folders.inbox,
      review: folders.review,
      originals: folders.originals,
      "contact-completed": folders.contact_completed,
      "pss-completed": folders.pss_completed,
    },
    addresses: {
      mailbox: own.mailbox.address,
      raoGroup: own.addresses.rao_group,
      bss: own.addresses.bss,
      dutyManager: own.addresses.duty_manager,
      outOfHours: own.addresses.out_of_hours,
      serviceLead: own.addresses.service_lead,
    },
    internalDomains: own.internal_domains,
    verifiedDomains: own.verified_domains,
    publicDomains: own.public_domains,
    letterRoutes: own.letter_routes,
    staff,
    teams,
    calendar,
    readMail,
    identity,
    classify,
    get reply() {
      return reply();
    },
    letters: {
      serviceName: own.letters.service_name,
      councilName: own.letters.council_name,
      phone: own.letters.phone,
      outOfHoursPhone: own.letters.out_of_hours_phone,
      escalation: own.letters.escalation,
      marking: own.letters.marking,
    },
  };
  const withSecret = (s: z.infer<typeof server>, password: string | null): Server => ({
    host: s.host,
    port: s.port,
    secure: s.secure,
    user: s.user ?? null,
    password,
  });
  return {
    policy,
    configDir,
    settings: {
      dataDir: resolve(configDir, own.data_dir),
      redisUrl: process.env.REDIS_URL ?? own.redis_url ?? null,
      imap: withSecret(own.mailbox.imap, secrets.imap),
      smtp: withSecret(own.mailbox.smtp, secrets.smtp),
      checkedFolder: own.mailbox.checked ?? null,
      secret: secrets.secret(),
      authservIds: own.authserv_ids,
      trustExchangeInternal: own.trust_exchange_internal,
    },
  };
}

/** A secret from `NAME`, or from the file that `NAME_FILE` names; null where neither is set. */
function secretFrom(name: string): string | null {
  const value = process.env[name];
  if (value) return value;
  const file = process.env[`${name}_FILE`];
  if (!file) return null;
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new ConfigFaults([`${name}_FILE: cannot read the file it names`]);
  }
}

function readSecrets(dataDir: string) {
  const given = secretFrom("TRIAGE_SECRET");
  return {
    imap: secretFrom("TRIAGE_IMAP_PASSWORD"),
    smtp: secretFrom("TRIAGE_SMTP_PASSWORD"),
    /** The key of the reply tokens. Without TRIAGE_SECRET one is made once and kept beside the store. */
    secret: () => given ?? keptSecret(join(dataDir, "secret")),
  };
}

function keptSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  // Only a worker with a data folder needs it to last; reading commands get one that is never used.
  if (!existsSync(dirname(file))) return createHash("sha256").update(randomBytes(32)).digest("hex");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const made = randomBytes(32).toString("hex");
  writeFileSync(file, `${made}\n`, { mode: 0o600, flag: "wx" });
  return made;
}
