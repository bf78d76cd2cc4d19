import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Policy } from "../../../rules/policy.ts";
import type { Pathway } from "../../../rules/situation.ts";
import { instant } from "../../../rules/time.ts";
import { readDocuments } from "../../../worker/documents/read-documents.ts";
import type { Records } from "../../../worker/ports.ts";
import { snapshotInMemory } from "../../../worker/records/snapshot.ts";
import { type Understanding, understand } from "../../../worker/understand.ts";
import { aRawMail } from "../../builders/raw-mail.ts";

/** A mail with what the records know, and what is expected of it. Ids are of the case alone. */
export interface Voice {
  readonly id: string;
  readonly why: string;
  readonly received?: string;
  readonly from: string;
  readonly to?: string;
  readonly subject: string;
  readonly body?: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly { readonly name: string; readonly text: string }[];
  readonly enclosed?: { readonly from: string; readonly subject: string; readonly body: string };
  /** id|given|family|known as|birth|sex|nhs|address|postcode */
  readonly people: readonly string[];
  /** id|related id|relationship */
  readonly kin?: readonly string[];
  /** id|person|kind|team|start|end */
  readonly involvements?: readonly string[];
  readonly contacts?: readonly VoiceContact[];
  readonly expect: {
    readonly pathway: Pathway;
    readonly children: readonly string[];
    readonly with?: string;
    /** Sets of children that are as good. */
    readonly alsoChildren?: readonly (readonly string[])[];
    /** Why the rules do not find it, where they do not: it then must reach a person all the same. */
    readonly missed?: string;
  };
}

interface VoiceContact {
  readonly id: string;
  readonly about: readonly string[];
  readonly at: string;
  /** name, agency, address */
  readonly by: string;
  readonly narrative: string;
  readonly open?: boolean;
}

export const RECEIVED = instant("2026-03-25T10:00:00Z");

export function readVoices(): Voice[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".yaml"))
    .toSorted()
    .flatMap((file) => parse(readFileSync(join(import.meta.dirname, file), "utf8")) as Voice[]);
}

/** One extract of all their people, so that each stands among the others' namesakes. */
export async function recordsOf(voices: readonly Voice[]): Promise<Records & { close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "voices-"));
  const table = (name: string, head: string, rows: readonly (readonly (string | undefined)[])[]) =>
    writeFileSync(
      join(folder, name),
      [head, ...rows.map((row) => row.map((cell) => `"${(cell ?? "").replaceAll('"', '""')}"`).join(","))].join("\n"),
    );
  const of = (voice: Voice) => (id: string | undefined) => `${voice.id}/${id}`;
  table(
    "people.csv",
    "person_id,given_names,family_name,known_as,date_of_birth,sex,nhs_number,address,postcode,other_ids",
    voices.flatMap((voice) => voice.people.map((row) => cells(row, [0], of(voice), 10))),
  );
  table(
    "relationships.csv",
    "person_id,related_person_id,relationship",
    voices.flatMap((voice) => (voice.kin ?? []).map((row) => cells(row, [0, 1], of(voice), 3))),
  );
  table(
    "involvements.csv",
    "involvement_id,person_id,kind,team,started_on,ended_on",
    voices.flatMap((voice) => (voice.involvements ?? []).map((row) => cells(row, [0, 1], of(voice), 6))),
  );
  table(
    "contacts.csv",
    "contact_id,person_ids,received_at,closed_on,referrer_name,referrer_agency,referrer_email,subject,narrative,decision,decided_by",
    voices.flatMap((voice) =>
      (voice.contacts ?? []).map((contact) => {
        const id = of(voice);
        const [name, agency, address] = contact.by.split(",").map((part) => part.trim());
        const end = contact.open
          ? ["", "", ""]
          : [contact.at.slice(0, 10), "no-further-action", "mark.delaney@trust.example"];
        return [
          id(contact.id),
          contact.about.map(id).join(";"),
          contact.at,
          end[0],
          name,
          agency,
          address,
          "",
          contact.narrative,
          end[1],
          end[2],
        ];
      }),
    ),
  );
  const records = await snapshotInMemory(folder);
  rmSync(folder, { recursive: true });
  return records;
}

function cells(
  row: string,
  ids: readonly number[],
  of: (id: string | undefined) => string,
  width: number,
): (string | undefined)[] {
  const parts = row.split("|");
  return Array.from({ length: width }, (_, index) => (ids.includes(index) ? of(parts[index]) : parts[index]));
}

/** The whole of it, from the bytes of the mail on. */
export async function understandVoice(voice: Voice, records: Records, policy: Policy): Promise<Understanding> {
  const enclosed = voice.enclosed
    ? [
        {
          filename: "earlier.eml",
          content: (
            await aRawMail({ ...voice.enclosed, text: voice.enclosed.body })
          ).raw,
          contentType: "message/rfc822",
        },
      ]
    : [];
  const { raw } = await aRawMail({
    from: voice.from,
    ...(voice.to ? { to: voice.to } : {}),
    subject: voice.subject,
    text: voice.body ?? "",
    ...(voice.html ? { html: voice.html } : {}),
    ...(voice.headers ? { headers: voice.headers } : {}),
    attachments: [
      ...(voice.attachments ?? []).map(({ name, text }) => ({ filename: name, content: text })),
      ...enclosed,
    ],
  });
  const receivedAt = voice.received === undefined ? RECEIVED : instant(voice.received);
  return understand(
    raw,
    receivedAt,
    {
      reader: { read: (mail, at) => readDocuments(mail, at) },
      records,
      ownContacts: () => [],
      foundRecentByBss: false,
      now: receivedAt,
    },
    policy,
  );
}
