import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { bankHolidayWarning } from "../../rules/calendar.ts";
import type { FolderRole } from "../../rules/classify/triage-result.ts";
import type { Policy } from "../../rules/policy.ts";
import { localDate } from "../../rules/time.ts";
import { systemClock } from "../clock.ts";
import { type Config, loadConfig } from "../config.ts";

/** One line of the check: well, or what to do about it. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

/** `triage doctor`: checks every thing the worker needs. */
export async function run(args: string[]): Promise<number> {
  const options = new Command("triage doctor")
    .description(
      "check configuration, mailbox, folders, sending, Redis, database, staff, calendar, templates",
    )
    .option("--config <file>", "the configuration file")
    .option("--create-folders", "make the mailbox folders that are missing")
    .option("--plaintext-on-this-machine", "no TLS, for servers on localhost only")
    .exitOverride()
    .parse(args, { from: "user" })
    .opts<{ config?: string; createFolders?: boolean; plaintextOnThisMachine?: boolean }>();
  const config = await loadConfig(options.config);
  const plaintext = options.plaintextOnThisMachine ?? false;
  const findings: Finding[] = [{ what: "configuration", ok: true, says: `mode ${config.policy.mode}` }];
  const tell = (finding: Finding) => {
    findings.push(finding);
    process.stdout.write(`${finding.ok ? "well " : "FAULT"}  ${finding.what}: ${finding.says}\n`);
  };
  process.stdout.write(`well   configuration: mode ${config.policy.mode}\n`);
  tell(staff(config.policy));
  tell(calendar(config.policy));
  tell(await templates(config));
  tell(await database(config));
  tell(await extract(config));
  tell(await redis(config));
  for (const finding of await mailbox(config, options.createFolders ?? false, plaintext)) tell(finding);
  tell(await sending(config, plaintext));
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

const well = (what: string, says: string): Finding => ({ what, ok: true, says });
const fault = (what: string, says: string): Finding => ({ what, ok: false, says });

function staff(policy: Policy): Finding {
  const count = (role: string) =>
    policy.staff.filter(({ roles }) => roles.some((one) => one === role)).length;
  const missing = ["team-manager", "rao", "duty-manager"].filter((role) => count(role) === 0);
  if (missing.length > 0)
    return fault("staff", `nobody is ${missing.join(", nobody is ")}: add them to staff.yaml`);
  return well(
    "staff",
    `${count("team-manager")} TM, ${count("senior-practitioner")} SP, ${count("early-help-manager")} EHM, ${count("rao")} RAO`,
  );
}

function calendar(policy: Policy): Finding {
  const warning = bankHolidayWarning(localDate(systemClock.now()), policy.calendar);
  return warning ? fault("calendar", warning) : well("calendar", "bank holidays for six months and more");
}

async function templates({ policy }: Config): Promise<Finding> {
  const { acknowledgement, outcomeLetter } = await import("../../templates/letters.ts");
  const { houseOf } = await import("../letters/queue.ts");
  try {
    const common = { house: houseOf(policy), reference: "R-000000", referrerName: null, receivedOn: "today" };
    for (const referrerType of ["professional", "public", "parent"] as const) {
      acknowledgement({ ...common, referrerType });
      outcomeLetter({
        ...common,
        referrerType,
        outcome: "no-contact",
        consideredByManager: true,
        firstReceivedOn: null,
      });
    }
    return well("templates", "every letter to a referrer can be filled");
  } catch (error) {
    return fault("templates", `a letter cannot be filled: ${(error as Error).message.split("\n")[0]}`);
  }
}

async function database({ settings }: Config): Promise<Finding> {
  const { openTriageStore } = await import("../wiring.ts");
  try {
    const store = await openTriageStore(settings.dataDir);
    await store.close();
    return well("database", join(settings.dataDir, "triage.sqlite"));
  } catch (error) {
    return fault("database", `${settings.dataDir} cannot be used: ${(error as Error).message}`);
  }
}

async function extract({ settings, policy }: Config): Promise<Finding> {
  const { openSnapshot } = await import("../records/snapshot.ts");
  const { isStale } = await import("../understand.ts");
  const records = openSnapshot(join(settings.dataDir, "records.sqlite"));
  try {
    if (!records.extractedAt) return fault("record extract", "none was imported: run 'triage import DIR'");
    if (isStale(records.extractedAt, systemClock.now(), policy)) {
      return fault(
        "record extract",
        `of ${records.extractedAt}, older than ${policy.extractMaxAgeHours} working hours: import today's`,
      );
    }
    return well("record extract", `${records.peopleCount} people, of ${records.extractedAt}`);
  } finally {
    records.close();
  }
}

async function redis({ settings }: Config): Promise<Finding> {
  const { Redis } = await import("ioredis");
  if (settings.redisUrl) {
    const client = new Redis(settings.redisUrl, {
      lazyConnect: true,
      maxRetriesPerRequest: 1,
      retryStrategy: () => null,
    });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.ping();
      return well("Redis", "answers");
    } catch {
      return fault(
        "Redis",
        "redis_url does not answer: start it, or leave redis_url out for an embedded one",
      );
    } finally {
      client.disconnect();
    }
  }
  const { RedisInUseError, startRedis } = await import("../schedule/redis-server.ts");
  try {
    mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
    const server = await startRedis(settings.dataDir);
    await server.stop();
    return well("Redis", "an embedded one can be started");
  } catch (error) {
    if (error instanceof RedisInUseError) return well("Redis", "the embedded one runs: a worker is at work");
    return fault("Redis", (error as Error).message);
  }
}

async function mailbox(
  { policy, settings }: Config,
  create: boolean,
  loopbackPlaintext: boolean,
): Promise<Finding[]> {
  const { openMailbox } = await import("../wiring.ts");
  const box = openMailbox(policy, settings, loopbackPlaintext);
  try {
    let checks = await box.checkFolders();
    const missing = checks.filter(({ found }) => found === null).map(({ role }) => role);
    if (create && missing.length > 0) {
      await box.createFolders(missing);
      checks = await box.checkFolders();
    }
    return [
      well("mailbox", `${settings.imap.host}:${settings.imap.port} answers`),
      ...checks.map(({ role, wanted, found, lookAlikes, marks }) =>
        folderFinding(role, wanted, found, lookAlikes, marks),
      ),
    ];
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
    return [
      fault("mailbox", `${(error as Error).message}${cause}: check mailbox.imap and TRIAGE_IMAP_PASSWORD`),
    ];
  } finally {
    await box.close();
  }
}

function folderFinding(
  role: FolderRole,
  wanted: string,
  found: string | null,
  lookAlikes: readonly string[],
  marks: string | null,
): Finding {
  if (found) return well(`folder ${wanted}`, `found as '${found}', marks by ${marks ?? "flags"}`);
  const alike = lookAlikes.length > 0 ? `; found ${lookAlikes.map((name) => `'${name}'`).join(", ")}` : "";
  return fault(
    `folder ${wanted} (${role})`,
    `missing${alike}: make it, or run 'triage doctor --create-folders'`,
  );
}

async function sending({ settings }: Config, loopbackPlaintext: boolean): Promise<Finding> {
  const { openPost } = await import("../wiring.ts");
  const { smtp } = settings;
  const post = openPost(settings, { instance: "doctor", clock: systemClock, loopbackPlaintext });
  try {
    await post.verify();
    return well("sending", `${smtp.host}:${smtp.port} answers`);
  } catch (error) {
    return fault("sending", `${(error as Error).message}: check mailbox.smtp and TRIAGE_SMTP_PASSWORD`);
  } finally {
    await post.close();
  }
}
