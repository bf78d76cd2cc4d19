import type { Extract } from "./records.ts";

/*
 * The families of the journeys, all invented, each with the history that gives a mail about them its pathway on
 * 17 November 2026 and the days after.
 */

/** What the school wrote first about Ellis Varga: sent again, it is a second copy. */
export const FIRST_LETTER_ABOUT_ELLIS = `Dear CASS

I am asking for support for Ellis Varga, date of birth 11/02/2017, of 9 Kiln Lane, Northmoor, NM4 7RP. Ellis is in Year 4 with us.

Ellis has told his class teacher on six mornings since half term that he slept on the sofa because the bedroom ceiling leaks. He was too tired to finish the reading test on 4 November. His mother, Ilona Varga, says that the landlord has not answered her since the summer.

Mrs Varga knows that I am writing and would be glad of help with the housing.`;

export const FAMILIES: Extract = {
  people: [
    child("P-11", "Ellis", "Varga", "2017-02-11", "M", "9 Kiln Lane", "NM4 7RP"),
    adult("P-12", "Ilona", "Varga", "1991-06-30", "9 Kiln Lane", "NM4 7RP"),
    child("P-21", "Maisie", "Thorne", "2018-04-23", "F", "Flat 6, 31 Beacon Street", "NM2 3DT"),
    adult("P-22", "Lorna", "Thorne", "1993-01-15", "Flat 6, 31 Beacon Street", "NM2 3DT"),
    child("P-31", "Idris", "Haddow", "2014-09-02", "M", "17 Orchard Rise", "NM6 5LB"),
    child("P-32", "Salma", "Haddow", "2018-01-19", "F", "17 Orchard Rise", "NM6 5LB"),
    child("P-33", "Yusuf", "Haddow", "2020-07-07", "M", "17 Orchard Rise", "NM6 5LB"),
    adult("P-34", "Farah", "Haddow", "1990-10-08", "17 Orchard Rise", "NM6 5LB"),
    child("P-41", "Rowan", "Peel", "2021-03-12", "M", "88 Glebe Walk", "NM1 9HS"),
    child("P-51", "Niamh", "Duggan", "2024-12-05", "F", "2 Tanners Row", "NM3 4WE"),
    child("P-61", "Kofi", "Asare", "2012-08-17", "M", "45 Harbour View", "NM7 2QA"),
    child("P-62", "Ama", "Asare", "2017-05-28", "F", "6 Chapel Yard", "NM7 8BD"),
    child("P-91", "Liam", "Corrie", "2016-11-03", "M", "12 Weir Street", "NM3 6JN"),
    child("P-92", "Liam", "Corrie", "2017-03-21", "M", "64 Weir Street", "NM3 6JP"),
    child("P-101", "Tessa", "Ravenhill", "2010-06-14", "F", "3 Lock Cottages", "NM5 1KX"),
  ],
  relationships: [
    kin("P-11", "P-12", "mother"),
    kin("P-21", "P-22", "mother"),
    kin("P-31", "P-34", "mother"),
    kin("P-32", "P-34", "mother"),
    kin("P-33", "P-34", "mother"),
    kin("P-31", "P-32", "sibling"),
    kin("P-31", "P-33", "sibling"),
    kin("P-61", "P-62", "sibling"),
  ],
  involvements: [
    involvement("I-41", "P-41", "assessment", "ASTI", "2026-08-24", "2026-11-06"),
    involvement("I-51", "P-51", "family-support-plan", "FAMILY_SUPPORT", "2026-04-20", "2026-10-29"),
    involvement("I-62", "P-62", "child-protection-plan", "AREA_SAFEGUARDING", "2026-07-13", ""),
  ],
  contacts: [
    {
      contact_id: "C-11",
      person_ids: "P-11",
      received_at: "2026-11-09T14:12:00+00:00",
      closed_on: "2026-11-10",
      referrer_name: "Judith Amery",
      referrer_agency: "Kilnside Primary",
      referrer_email: "j.amery@kilnside.sch.example",
      subject: "Request for support",
      narrative: FIRST_LETTER_ABOUT_ELLIS,
      decision: "information-and-advice",
      decided_by: "tom.ashworth@trust.example",
    },
    {
      contact_id: "C-21",
      person_ids: "P-21",
      received_at: "2026-11-08T07:55:00+00:00",
      closed_on: "2026-11-10",
      referrer_name: "PPU",
      referrer_agency: "Police",
      referrer_email: "ppn@wmp.example",
      subject: "Public Protection Notice",
      narrative: `PUBLIC PROTECTION NOTICE - CHILD
Log 2217 of 07/11/2026.
Child: Maisie Thorne 23/04/2018, Flat 6, 31 Beacon Street.
Called at 2110 hrs on Saturday 7 November to an argument between Lorna THORNE and her former partner Craig BOWLES about the car. No injuries, no damage. BOWLES left before police came. Maisie was said to be asleep.
Grading: standard`,
      decision: "no-further-action",
      decided_by: "gareth.pryce@trust.example",
    },
    {
      contact_id: "C-31",
      person_ids: "P-31;P-32;P-33",
      received_at: "2026-10-30T11:20:00+00:00",
      closed_on: "2026-11-02",
      referrer_name: "Neighbourhood team",
      referrer_agency: "Northmoor Homes",
      referrer_email: "neighbourhood@northmoorhomes.housing.example",
      subject: "Noise",
      narrative:
        "Neighbours in Orchard Rise have complained three times of loud music at number 17 after midnight. The children were seen at the window on one occasion. Warning letter sent to Ms Haddow.",
      decision: "no-further-action",
      decided_by: "nadia.rahman@trust.example",
    },
    {
      contact_id: "C-91",
      person_ids: "P-91",
      received_at: "2026-11-05T10:00:00+00:00",
      closed_on: "2026-11-06",
      referrer_name: "Office",
      referrer_agency: "Weir Street School",
      referrer_email: "office@weirstreet.sch.example",
      subject: "Attendance",
      narrative:
        "Liam Corrie of 12 Weir Street has been absent on ten days this term without a reason. Mother says that he helps with his baby brother when she is at work.",
      decision: "information-and-advice",
      decided_by: "tom.ashworth@trust.example",
    },
    {
      contact_id: "C-92",
      person_ids: "P-92",
      received_at: "2026-11-03T09:30:00+00:00",
      closed_on: "2026-11-04",
      referrer_name: "",
      referrer_agency: "",
      referrer_email: "",
      subject: "",
      narrative: "Caller worried about Liam Corrie of 64 Weir Street and the time that he spends gaming.",
      decision: "no-further-action",
      decided_by: "nadia.rahman@trust.example",
    },
    {
      contact_id: "C-101",
      person_ids: "P-101",
      received_at: "2026-10-27T15:45:00+00:00",
      closed_on: "2026-10-29",
      referrer_name: "Attendance",
      referrer_agency: "Lockside Academy",
      referrer_email: "attendance@lockside.sch.example",
      subject: "Attendance",
      narrative:
        "Tessa Ravenhill has missed thirteen days since September. Her mother says that she has headaches.",
      decision: "information-and-advice",
      decided_by: "nadia.rahman@trust.example",
    },
  ],
};

/** Names that may stand in letters to staff, and in no subject, no event and nowhere in Redis. */
export const NAMES: readonly string[] = [
  ...new Set(FAMILIES.people.flatMap((person) => [person.given_names ?? "", person.family_name ?? ""])),
];

function child(
  person_id: string,
  given_names: string,
  family_name: string,
  date_of_birth: string,
  sex: string,
  address: string,
  postcode: string,
) {
  return { person_id, given_names, family_name, date_of_birth, sex, address, postcode };
}

function adult(
  person_id: string,
  given_names: string,
  family_name: string,
  date_of_birth: string,
  address: string,
  postcode: string,
) {
  return { person_id, given_names, family_name, date_of_birth, sex: "F", address, postcode };
}

function kin(person_id: string, related_person_id: string, relationship: string) {
  return { person_id, related_person_id, relationship };
}

function involvement(
  involvement_id: string,
  person_id: string,
  kind: string,
  team: string,
  started_on: string,
  ended_on: string,
) {
  return { involvement_id, person_id, kind, team, started_on, ended_on };
}
