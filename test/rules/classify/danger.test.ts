import { describe, expect, test } from "vitest";
import { isAdviceToAll } from "../../../rules/classify/advice-to-all.ts";
import { dangerAt, dangerWords, withoutInnocent } from "../../../rules/classify/danger.ts";
import { asksWhatBecame } from "../../../rules/classify/news.ts";
import { sentencesOf, wordsOf } from "../../../rules/classify/words.ts";
import { findUrgency } from "../../../rules/find-urgency.ts";
import { aMail, aSituation } from "../../builders/situation.ts";
import { triagePolicy } from "../../builders/triage-policy.ts";

const policy = triagePolicy();
const { danger } = policy.classify;
const urgent = (text: string) =>
  findUrgency(aSituation(aMail().subject("Referral").saying(text)), policy).value;
const told = (text: string) =>
  sentencesOf(text).map(({ words }) => dangerWords(withoutInnocent(words, danger), danger, () => false));

/** Written for the composed classes, before they were tried on them: 13 of 38 were found at first. */
const HAPPENING = [
  "Health visitor here. At the 8 week check I found three round bruises on the left side of his jaw. Mum had not noticed them.",
  "The twins are 5 months old. One has a swollen thigh and screams when it is touched. Grandmother was minding them.",
  "Eleven-year-old girl told her teaching assistant that her mum's partner comes into the bathroom and rubs himself against her. He is at home.",
  "She told the counsellor that her brother's friend makes her do things with her mouth. It was last night again.",
  "Tomasz has texted his form tutor that by the time she reads this he will be gone. Nobody is answering at the house.",
  "Isla left home at half past eight but never arrived at school. Her mother thought she was here. Her phone goes straight to voicemail.",
  "A pupil came in with a kitchen knife tucked in her sock and says that she is going to use it on her stepmother.",
  "Mother arrived to collect both children in the car and could barely walk; we could smell the vodka from across the yard.",
  "The two year old was found by a neighbour crossing the main road in a T-shirt. Mother was asleep on the sofa and hard to rouse.",
  "Kian is type 1 diabetic and mum has refused to give him his insulin since Friday as the pastor says that he is healed. His sugars are off the scale.",
  "She has been told that she is going on holiday to Gambia on Saturday and that there will be a special ceremony for her and her cousin.",
  "He tied Rosie to the radiator with a dressing gown cord when he went to work today. She got free and walked to her nan.",
  "The father who is forbidden to come near them has been seen in the street outside the refuge.",
  "Foster carer says that she is not having him back and he must be moved this evening.",
  "A baby was born at home last night to a mother nobody knew was pregnant. She wants to leave with the baby. She uses crack.",
  "Our doctor believes that the burn on the toddler's foot cannot have happened in the way that the mother describes.",
  "Mum said to me on the phone just now that she can't do this any more and that she will end up throwing the baby against the wall.",
  "Amy told the nurse that her ex is sharing nude photos of her unless she meets him at a hotel after school.",
  "She has got a bottle of tablets hidden at home and says that she will take them when everybody has gone to bed.",
  "They are in the flat with no heating and no food and the baby has not had a feed since last night.",
  "The uncle against whom she made the allegation has moved back into the family home this week and she shares a room with his daughter.",
  "He lifted his shirt and there were long red stripes across his back. He said his father used the flex of the kettle.",
  "Mia will not get into the car with her mother's boyfriend. She is clinging to our receptionist.",
  "She had bitten through her lip. She says that he held her head under the bath water until she stopped kicking.",
  "Our patient, 15, has taken herself off the ward in a gown. She was being treated for an overdose.",
  "They broke in at 4 am looking for her brother, with hammers. The children were in the beds.",
  "The childminder says that Teddy has not been collected and that the parents' phones are both dead. It is nearly seven.",
  'Girl in my class has written in her book "he hurts me down there when mum goes out".',
  "Mother has locked herself and the three children in the bedroom, because he is smashing up the kitchen.",
  "The police have just rung us: dad has been arrested for downloading indecent images and the three children are at home with nobody but his mother, who does not believe it.",
  "He told us that older lads have made him swallow packages and that he has to go to Bournemouth tonight.",
  "Baby's weight has dropped from 4.1 to 3.2 kg, she is floppy and mum will not bring her to the hospital.",
  "Her ear is torn and there is blood in it. Stepmum says that she fell. Kaylee whispered that it was not true.",
  "This lad has been sleeping in a bus shelter since his dad threw him out on Tuesday. He's 14.",
  "Mum says the devil is in the child and that tonight they will get it out of him.",
];

const NOT_HAPPENING = [
  "She told me today that she misses her dad and would like to see him more.",
  "The health visitor saw the baby today, who is feeding well and gaining weight.",
  "Mum says that the toddler fell off the sofa last month and had a bruise; he was seen by the GP and there were no concerns.",
  "He brought a butter knife to school in his lunch box by mistake. Dad was mortified.",
  "Two years ago her uncle touched her and he was convicted. She would like counselling.",
  "I spoke to mum today about lateness. She is finding mornings hard as the baby does not sleep.",
  "The family are off to Pakistan for a wedding in the summer holidays and the children are very excited.",
  "Sam has been missing a lot of school: 14 days this term.",
  "Mum is prescribed sertraline and takes her tablets each night. She says that it helps.",
  "The children stay with their gran on Fridays, as dad works nights.",
  "He was sent home today with a temperature and mum came straight away.",
  "Leila is anxious about her exams and told us this morning that she can't sleep.",
  "The police attended on Saturday as the neighbours had complained of the noise. No offences.",
  "Dad was released from prison in March and sees the boys at the contact centre every other week. It goes well.",
  "She has scratches on her arm from the cat.",
  "He told his teacher today that mum shouts a lot and sometimes he hides under the bed.",
  "We held a meeting with both parents today to talk about his behaviour; he has hit two other children this week.",
  "The baby is due in October. Mum has booked with the midwife and attends all of her appointments.",
  "Mother has asked today whether there is help with the cost of nappies and formula.",
  "Callum has been found smoking cannabis behind the gym today. Parents have been told.",
  "Her father does not live with them. She has not seen him since she was two.",
  "Grandma is in hospital and cannot collect them this week, so an aunt is doing so.",
  "The school nurse saw him today about his eczema. Cream is not being put on.",
  "His mum has had a drink problem in the past. She has been sober for three years.",
  "He said today that his brother punched him over the PlayStation. No mark was seen.",
  "Attendance is poor and mum is hard to reach. I have rung four times this week.",
  "I am worried that she is meeting older pupils at the park and is smoking.",
  "She fell in PE this morning and hurt her wrist; it may be broken. Mum took her to A&E.",
  "A sibling had a scald in 2021 when he pulled a cup of tea down. This was looked into at the time.",
  "The house is cold and cluttered. We visited on Monday and gave mum vouchers for the meter.",
  "He has told us that mum left him alone for half an hour last week while she went to work. He is 12.",
  "Mum drinks wine most nights. The children say that she falls asleep on the sofa. Attendance is falling.",
  "I visited yesterday, and mum said that her ex had sent her abusive messages. She has blocked him and told the police.",
  "His behaviour has got worse since mum's new partner moved in. He has started to wet the bed.",
  "She was upset today because her friends had left her out of a group chat.",
];

describe("danger told by what happened, without a word of alarm", () => {
  test.each(HAPPENING)("%s", (text) => {
    expect(urgent(text)).toBe(true);
  });
  test.each(NOT_HAPPENING)("not: %s", (text) => {
    expect(urgent(text)).toBe(false);
  });
});

describe("classes of words are joined by rules", () => {
  test.each([
    ["The baby has a bruise on her cheek.", "acute"],
    ["The baby is three weeks old. There is a bruise.", "serious"],
    ["He threatened her with a machete.", "serious"],
    ["The kitten is asleep.", undefined],
    ["The match will kick off at the weekend.", undefined],
  ])("%s", (text, expected) => {
    const sentences = told(text);
    const found = sentences.map((_, at) => dangerAt(sentences, at, danger)).find((one) => one !== null);
    expect(found?.danger).toBe(expected);
  });
  test("a word that is denied counts only where it says who or where", () => {
    const words = dangerWords(wordsOf("no bruise on the baby"), danger, () => true).said.map((s) => s.phrase);
    expect(words).toContain("baby");
    expect(words).not.toContain("bruis*");
  });
});

test.each([
  ["If you believe that a child is at immediate risk of harm call 999.", true],
  ["In a life-threatening emergency call 999.", true],
  ["If your message is urgent please telephone the school office.", true],
  ["This e-mail is confidential to the addressee.", true],
  ["If he comes back I do not know what I shall do.", false],
  ["He is at the door and I have called 999.", false],
])("said to everybody: %s %s", (text, expected) => {
  expect(isAdviceToAll({ text })).toBe(expected);
});

test.each([
  ["We have heard nothing since we wrote.", true],
  ["Has anybody looked at this?", true],
  ["The caller has heard nothing since.", false],
  ["Mum has heard nothing from the school.", false],
])("a chaser is the sender's own (SAF-07): %s %s", (text, expected) => {
  expect(asksWhatBecame(sentencesOf(text), policy)).toBe(expected);
});

test("two children with bare ages and one surname are read, as are two notices with their own homes", async () => {
  const { findPeople } = await import("../../../rules/read-mail/find-people.ts");
  const { said } = await import("../../../rules/read-mail/person.ts");
  const { instant } = await import("../../../rules/time.ts");
  const { readPeopleOf } = await import("../../../rules/read-mail/people.ts");
  const { loadReadMailPolicy } = await import("../../../worker/config/read-mail.ts");
  const at = instant("2026-03-25T09:10:00Z");
  const found = findPeople("I visited Caleb 12 and Joss 10 Merriweather.", said("body", at));
  expect(found.map(({ person }) => [person.givenNames, person.familyName, person.age])).toEqual([
    ["Caleb", "Merriweather", 12],
    ["Joss", "Merriweather", 10],
  ]);
  const text =
    "Notice 1. Aaron Pell (04/05/2016), 4 Heron Walk, NM1 1AA. His mother, Gail Pell, was calm.\n\n" +
    "Notice 2. Bella Crane (09/10/2017), 71 Quarry Road, NM5 2ZZ. She was asleep.";
  const { children } = readPeopleOf(
    [{ text, fields: [], where: "body", kind: "content" }],
    at,
    loadReadMailPolicy(new URL("../../../config", import.meta.url).pathname),
  );
  expect(children.map(({ givenNames, postcode, parents }) => [givenNames, postcode, parents])).toEqual([
    ["Aaron", "NM1 1AA", ["Gail Pell"]],
    ["Bella", "NM5 2ZZ", []],
  ]);
});
