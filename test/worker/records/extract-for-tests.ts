import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Two children of one mother and their cousin at her address, a half-sister elsewhere, and some history. */
export const EXTRACT: Readonly<Record<string, string>> = {
  "people.csv": `person_id,given_names,family_name,known_as,date_of_birth,sex,nhs_number,address,postcode,other_ids
P-1,Amira Jane,Okafor-Lund,Mimi,2016-03-14,F,9434765919,"Flat 2, 18 Lindenholt Road",B30 9ZZ,B801200005001;CF-77120
P-2,Tobias,Okafor-Lund,,2019-12-01,M,,"Flat 2, 18 Lindenholt Road",B30 9ZZ,
P-3,Grace,Lund,,1990-01-01,F,,"Flat 2, 18 Lindenholt Road",B30 9ZZ,
P-4,Ruben,Lund,,2014-07-07,M,,"18 Lindenholt Rd, flat 2",B309ZZ,
P-5,Josie,Harte,,2012-02-02,F,,4 Wharf Street,B5 5TA,
P-6,Peter,Okafor,,1986-06-06,M,,,,
P-7,Uncle,Lund,,,M,,"Flat 2, 18 Lindenholt Road",B30 9ZZ,
`,
  "relationships.csv": `person_id,related_person_id,relationship
P-1,P-3,mother
P-2,P-3,Mother
P-1,P-6,father
P-5,P-6,father
P-4,P-7,uncle
`,
  "involvements.csv": `involvement_id,person_id,kind,team,started_on,ended_on
I-1,P-1,assessment,ASTI,2026-08-01,2026-10-05
I-2,P-1,referral,CASS,2026-10-20,
I-3,P-5,family-support-plan,FAMILY_SUPPORT,2026-06-01,
`,
  "contacts.csv": `contact_id,person_ids,received_at,closed_on,referrer_name,referrer_agency,referrer_email,subject,narrative,decision,decided_by
C-1,P-1;P-2,2026-09-02T10:41:00+01:00,2026-09-03,PC Gale,Police,PPN@wmp.example,Notice,"They argued.
The neighbour called.",no-contact,A Manager
C-2,P-1,2026-09-30T09:00:00+01:00,2026-10-02,J Roe,School,j.roe@hill.sch.example,Worry,He argued again,new-contact,A Manager
C-3,P-1,2026-10-15T09:00:00+01:00,,J Roe,School,j.roe@hill.sch.example,Worry,Later,,
`,
};

/** A folder with the extract, changed file by file; null leaves a file out. */
export function extractFolder(changes: Readonly<Record<string, string | null>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "extract-"));
  for (const [file, text] of Object.entries({ ...EXTRACT, ...changes })) {
    if (text !== null) writeFileSync(join(folder, file), text);
  }
  return folder;
}
