import { describe, expect, test } from "vitest";
import type { FormField, PersonMention } from "../../../rules/read-mail/mail.ts";
import { readPeopleOf } from "../../../rules/read-mail/people.ts";
import { instant } from "../../../rules/time.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";

const policy = loadReadMailPolicy("config");

/** The children that a mail is about: "Given|Family|born or age". */
function childrenOf(text: string, fields: readonly FormField[] = [], subject = ""): string[] {
  return readPeopleOf(
    [
      { text, fields, where: "body", kind: "content" },
      { text: subject, fields: [], where: "subject", kind: "subject" },
    ],
    instant("2026-10-12T09:30:00+01:00"),
    policy,
  )
    .children.filter(({ subjectOfMail }) => subjectOfMail)
    .map(short);
}

function short({ givenNames, familyName, dateOfBirth, age }: PersonMention): string {
  return [givenNames, familyName, dateOfBirth ?? (age === null ? null : `age ${age}`)]
    .map((part) => part ?? "")
    .join("|");
}

// which half of a name a word in its middle belongs to, the records decide: it is read as a given name
describe("a name that a child or a writer gives in running text is the child's", () => {
  test.each<[string, string[]]>([
    [
      "driver rang, a lass about 9 got in at the island crying, says her name is Renata Sol Duarte",
      ["Renata Sol|Duarte|age 9"],
    ],
    [
      "He gave his name as Tobias Wexley, he says he is 5, birthday 14th February, and lives at 3 Quarry Bank Walk.",
      ["Tobias|Wexley|2021-02-14"],
    ],
    ["We found a lad calling himself Devonte Grice by the ticket machines.", ["Devonte|Grice|"]],
    ["The boy, Kojo Ansah-Bell, was sat on the kerb outside the shop for two hours.", ["Kojo|Ansah-Bell|"]],
    ["little lad outside again no shoes. his name's Perran Tuck and hes about 4", ["Perran|Tuck|age 4"]],
    [
      "a girl got off the 50 in her pyjamas, name of Elspeth Varley, aged about ten. She would not say where she lives.",
      ["Elspeth|Varley|age 10"],
    ],
    ["She told the nurse she is called Imogen Petrie and that she is 12.", ["Imogen|Petrie|age 12"]],
    ["There is a girl upstairs, we know her as Bibi, she is about 6.", ["Bibi||age 6"]],
    ["the kid goes by Ziggy, he's 13 or so", ["Ziggy||age 13"]],
    ["Child stated her name was Oonagh Trask. Child stated she was seven years old.", ["Oonagh|Trask|age 7"]],
    [
      "he said his name is dominic farrow and hes 8. hes been on the stairs since dinner",
      ["Dominic|Farrow|age 8"],
    ],
    ["HE SAYS HIS NAME IS DOMINIC FARROW AND HE IS 8 YEARS OLD", ["DOMINIC|FARROW|age 8"]],
    ["Patient is a 3-year-old boy named Laszlo Benn, carried in by a passer-by.", ["Laszlo|Benn|age 3"]],
    [
      "The young person introduced herself as Tamsin Holt-Reyes, 15, and asked for a plaster.",
      ["Tamsin|Holt-Reyes|age 15"],
    ],
    ["Noah 4 and Nancy 22 months are in the flat with her.", ["Noah||age 4", "Nancy||age 1"]],
    ["I mind Della's two, Corin 6 and Wren 18 months.", ["Corin||age 6", "Wren||age 1"]],
    ["It is about Amara Okafor Bright, 4/02/2016, at our school.", ["Amara Okafor|Bright|2016-02-04"]],
    ["her name, she says, is Saskia van der Poel and she is 9", ["Saskia|van der Poel|age 9"]],
    ["Identified himself to the guard as Rory MacAlister, age 11.", ["Rory|MacAlister|age 11"]],
    ["Says he's Billy Thrupp, 6 years old, and that his dad is in the pub.", ["Billy|Thrupp|age 6"]],
    ["Both were in the stairwell: a boy (Hugo, 7) and a girl (Mabel, 3).", ["Hugo||age 7", "Mabel||age 3"]],
    ["A toddler answering to the name of Fitz, 2, was in the car park.", ["Fitz||age 2"]],
    [
      "On the 11C tonight: boy, 7 maybe, no coat. Gave his name as Emre Kaplan-Dodd.",
      ["Emre|Kaplan-Dodd|age 7"],
    ],
    ["she only told us her first name is Verity, she is nine", ["Verity||age 9"]],
    ["The lad's name is Osian Prewett. He is in our waiting room.", ["Osian|Prewett|"]],
    ["A pupil, Keziah Mound, told me at break that she sleeps on a chair.", ["Keziah|Mound|"]],
    ["the girl - Ottilie Spratt, 11 - was in the lift again", ["Ottilie|Spratt|age 11"]],
    ["Attended with burns. Child's name: Fenella Rook. Age 4.", ["Fenella|Rook|age 4"]],
    ["kid told me his name was jago, about 5, from the flats", ["Jago||age 5"]],
    ["The baby's name is Ines Coutinho Prado and she is 8 months old.", ["Ines Coutinho|Prado|age 0"]],
    ["We have a child here who says they are called Blue Hadley, age 9.", ["Blue|Hadley|age 9"]],
    [
      "Two siblings, Tove (8) and Anders (3) Lindqvist, were alone.",
      ["Tove|Lindqvist|age 8", "Anders|Lindqvist|age 3"],
    ],
  ])("%s", (text, expected) => {
    expect(childrenOf(text)).toEqual(expected);
  });
});

describe("children in odd boxes", () => {
  const box = (label: string, value: string): FormField => ({ label, value });
  const asText = (fields: readonly FormField[]) => fields.map((f) => `${f.label}: ${f.value}`).join("\n");

  test.each<[string, [string, string][], string[]]>([
    [
      "a sex and an age before the name in quotes",
      [
        ["Child 1", 'Girl approx 7, "Odette"'],
        ["Child 2", 'Boy approx 3, "Kit"'],
        ["Address", "14 Ropery Steps, Erdbury"],
      ],
      ["Odette||age 7", "Kit||age 3"],
    ],
    [
      "a girl called …; her brother …",
      [
        ["Children", "Girl called Posy, about 6; her brother Jem, about 2"],
        ["Address", "Ground floor left, 40 Tanner Row, B9 9ZZ"],
      ],
      ["Posy||age 6", "Jem||age 2"],
    ],
    [
      "sexes before the names",
      [
        ["Children", "Girl Autumn (9), boy Lenny (5)"],
        ["Address", "12 Coalway Path, B9 9ZZ"],
      ],
      ["Autumn||age 9", "Lenny||age 5"],
    ],
    ["sexes before the names", [["Children", "boy Asa 4, girl Romy 1"]], ["Asa||age 4", "Romy||age 1"]],
    ["an age before the name", [["Child", "F, 10 yrs, Estelle Quane"]], ["Estelle|Quane|age 10"]],
    ["male and an age before the name", [["Patient", "Male, 6, Rhodri Penn"]], ["Rhodri|Penn|age 6"]],
    ["a name in brackets", [["Child", "Boy (Milo), 5ish"]], ["Milo||age 5"]],
  ])("%s: %s", (_, boxes, expected) => {
    const fields = boxes.map(([label, value]) => box(label, value));
    expect(childrenOf(asText(fields), fields)).toEqual(expected);
  });
});

describe("who and what is no child that the mail is about", () => {
  test.each<[string, string[]]>([
    [
      "Finn Dray (6) was late. His sister Carys is fine, she is at college and not part of this.",
      ["Finn|Dray|age 6"],
    ],
    ["Mum gave her name as Shelley Ward and said she was going home.", []],
    ["The caller gave her name as Denise Abbott.", []],
    ["My name is Harriet Lyle and I run the playgroup.", []],
    ["She says her mum's name is Jolene Pratt. She would not give her own.", []],
    ["He says his dad is called Barry Nunn.", []],
    ["His teacher is called Miss Pike.", []],
    ["Officer gave his name as PC Nathan Grubb, collar 4471.", []],
    ["We met outside the shop on Summer Lane, near Perry Barr.", []],
    ["A boy was seen on Jasper Street, by Handley Park, at 5.", []],
    ["The girl at Perry Common Library desk was most helpful.", []],
    ["A boy in Kings Norton was hit by a car last week, it was in the paper.", []],
    ["his name is on the register but i dont know it", []],
    ["her name is not known to us", []],
    ["we know her as a regular here", []],
    ["He says he is going to bed. He says he is hungry.", []],
    ["The dog is called Bruno and it barks all night at the kids.", []],
    ["The boy, who lives opposite, was shouting again.", []],
    ["The boy, Perry Barr way I think, was on a bike.", []],
    ["The cat answers to Tibbles. The children are not ours.", []],
    ["A man calling himself Gavin Stroud took the child by the arm.", []],
    ["The alleged perpetrator says his name is Marlon Dacre, 31.", []],
    ["MUM IS JOY FARROW AGED 37. POLICE LOG 7 REFERS.", []],
    ["We are open at Perry, Hall and Moss Street, 9 and 10 Main Road.", []],
    ["The boy (Monday group) was late.", []],
    ["I write about a pupil (QH) in my class.", []],
    ["Dad says he's Kevin Rudge, 40 years old.", []],
    ["Her partner goes by Spud.", []],
    ["The boy's school is called Perry Beeches. The class is called Robins.", []],
    ["The girl lives on an estate called Glebe Farm.", []],
    ["A boy was sick. The nurse who saw him is called Joyce Allard.", []],
    ["The lad was with his friend. The friend's name is Carl Mott.", []],
    ["The child was brought in by her gran, who gave her name as Edna Croft.", []],
    ["The girl's uncle calls himself Prince Azmi.", []],
    ["her name is spelt wrong on the list, sorry about the boy's mix up", []],
    ["his name is mud round here since he hit that lad", []],
    ["The boy, Monday to Friday, is at breakfast club.", []],
    ["The girl, Birmingham born, speaks no English.", []],
    ["He says he's Muslim and the boy is fasting.", []],
    ["The boy says he's Aston Villa mad.", []],
    ["We know her as Mrs Tibbs from the launderette. A boy was with her.", []],
    ["The kids know him as Uncle Ray.", []],
    ["The baby is called for by a van from Small Heath.", []],
    ["THE GIRL SAID HER NAME IS PRIVATE AND SHE IS FED UP", []],
    ["The child goes by bus. The toddler goes by Ward End Park every day.", []],
    ["A lad called Security. A boy called Reception twice.", []],
    ["The boy said his name is nobody's business", []],
  ])("%s", (text, expected) => {
    expect(childrenOf(text)).toEqual(expected);
  });

  test.each<[string, [string, string][]]>([
    ["a grown-up patient", [["Patient", "Male, 35, S. Rudge, laceration R hand"]]],
    ["the dog", [["Household", "Dog Bruno, 4"]]],
  ])("%s", (_, boxes) => {
    const fields = boxes.map(([label, value]) => ({ label, value }));
    expect(childrenOf(boxes.map((pair) => pair.join(": ")).join("\n"), fields)).toEqual([]);
  });

  test("an address in a subject is nobody, nor is the parent whose home it is", () => {
    expect(
      childrenOf(
        "I help Dora Penrose (Flat 3, 88 Gravel Rise) and her two, Noah 4 and Nancy 22 months.",
        [],
        "Dora Penrose, 88 Gravel Rise - please ring",
      ),
    ).toEqual(["Noah||age 4", "Nancy||age 1"]);
  });
});
