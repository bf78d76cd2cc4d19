import { FIRST_LETTER_ABOUT_ELLIS } from "./families.ts";
import { aRawMail, type MailWords, type RawMail } from "./raw-mail.ts";

/*
 * Requests about the families of `families.ts`: one for each pathway, none of them urgent until a test says so.
 */

const REQUESTS = {
  /** The school sends once more what was decided a week ago, word for word. */
  duplicate: {
    from: "Judith Amery <j.amery@kilnside.sch.example>",
    subject: "Request for support - Ellis Varga (sent again)",
    text: `Good morning\n\nI am not sure that this reached you, so here it is again.\n\n${FIRST_LETTER_ABOUT_ELLIS}\n\nYours sincerely\nJudith Amery\nDesignated Safeguarding Lead, Kilnside Primary\n`,
  },
  "same-incident": {
    from: "NSPCC Helpline <helpline.referrals@nspcc.example>",
    subject: "Helpline referral 7710519",
    text: `NSPCC HELPLINE REFERRAL 7710519

Child: Maisie Thorne
Date of birth: 23/04/2018
Address: Flat 6, 31 Beacon Street, Northmoor NM2 3DT
Mother: Lorna Thorne

Concern as reported
A neighbour who does not wish to be named rang about the evening of Saturday 7 November, when the police were called to the flat. The caller had heard Lorna and her former partner, Craig, shouting about the car at about nine o'clock. The caller adds that Maisie came out on to the landing in her socks and was taken in by the couple at number 5 until it was over.

The Helpline does not consider there to be an immediate risk of harm.
`,
  },
  "new-concern": {
    from: "Dr Owen Pritchett <o.pritchett@orchard.nhs.example>",
    subject: "Safeguarding referral - Haddow children",
    text: `Dear colleagues

I saw Idris Haddow (born 02/09/2014) and his sister Salma Haddow (born 19/01/2018) at the surgery yesterday with their aunt. They live at 17 Orchard Rise, Northmoor NM6 5LB.

Idris broke his glasses in June and sits with his nose on the page; the optician has written three times. Salma has been brought to none of five appointments with the dentist and says that her teeth hurt when she eats. Their mother, Farah Haddow, has not answered four letters from the school nurses.

Farah was told on the telephone that I would write to you.

Dr Owen Pritchett
GP, Orchard Surgery
`,
  },
  "csc-closure": {
    from: "Little Otters Nursery <manager@littleotters.sch.example>",
    subject: "Request for support",
    text: `Hello

Child: Rowan Peel
Date of birth: 12/03/2021
Address: 88 Glebe Walk, Northmoor NM1 9HS

Rowan has been collected by three different adults this fortnight, none of them on our list, and has had no lunch with him on five days. Mum says that she is working away and that friends are helping. The social worker finished with the family earlier this month.

Anna Kettle, manager
`,
  },
  "family-support-closure": {
    from: "Grace Holloway <g.holloway@northmoor-health.nhs.example>",
    subject: "Health visitor",
    text: `Dear team

Re: Niamh Duggan, DOB 05/12/2024, 2 Tanners Row, Northmoor NM3 4WE

I saw Niamh at clinic with her mother. She has lost weight, from the 50th to the 25th centile since August, and her mother is very low. The family support worker finished with them three weeks ago and she misses the visits. There is no danger today; I would be glad if somebody could go round again.

Grace Holloway, health visitor
`,
  },
  "open-case": {
    from: "Mr D Fenwick <d.fenwick@harbourview.sch.example>",
    subject: "Concern: Year 10",
    text: `Dear CASS

Kofi Asare, date of birth 17/08/2012, 45 Harbour View, Northmoor NM7 2QA, was found on 16 November with sixty pounds that he could not account for and a second telephone. He said that it was for a friend. He has been out of lessons five times this month.

D Fenwick, Head of Year
`,
  },
  "not-recent": {
    from: "Lydia Garth <l.garth@seafield.sch.example>",
    subject: "Request for support: new family",
    text: `Dear CASS

Child: Ottilie Brandvold
Date of birth: 02/09/2018
Address: 2 Signal Cottages, Northmoor NM9 0EE

Ottilie joined us last week from abroad. She has no winter clothes and cries at the end of the day. Her father says that they have no money until the end of the month. We have given her a coat and would like advice.

Lydia Garth, DSL
`,
  },
  "not-a-referral": {
    from: "Judith Amery <j.amery@kilnside.sch.example>",
    subject: "Automatic reply: your request for support",
    text: "I am out of school until Thursday 19 November. If your message is urgent please telephone the school office.\n",
    headers: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
  },
  uncertain: {
    from: "Northmoor Homes <neighbourhood@northmoorhomes.housing.example>",
    subject: "Tenancy visit",
    text: `Good morning

On a tenancy visit in Weir Street yesterday our officer met a boy called Liam Corrie, who said that he is nine. He told us that he has not been to school since the holidays because his shoes are too small. He did not give a number and we have not been able to match it to a tenancy.

Neighbourhood team
`,
  },
} as const satisfies Record<string, MailWords>;

export type RequestName = keyof typeof REQUESTS;

/** A request of the pathway, with what the test says of it. */
export function aRequest(pathway: RequestName, more: Partial<MailWords> = {}): Promise<RawMail> {
  return aRawMail({ ...REQUESTS[pathway], ...more });
}

/** The same request, marked as urgent by its sender in header and subject. */
export function anUrgentRequest(pathway: RequestName): Promise<RawMail> {
  const words: MailWords = REQUESTS[pathway];
  return aRawMail({
    ...words,
    subject: `URGENT - ${words.subject}`,
    headers: { ...words.headers, Importance: "high", "X-Priority": "1" },
  });
}
