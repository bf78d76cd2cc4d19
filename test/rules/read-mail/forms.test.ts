import { describe, expect, test } from "vitest";
import { readMail } from "../../../rules/read-mail/read-mail.ts";
import { loadReadMailPolicy } from "../../../worker/config/read-mail.ts";
import { councilForms } from "../../mail/reading/forms.ts";
import { read } from "../../mail/reading/mails.ts";

const policy = loadReadMailPolicy("config");

describe("every labelled field of a form comes out, with its source", () => {
  test.each(councilForms())("of $name", async ({ parts, says, children }) => {
    const found = readMail(await read(parts), policy);
    const first = (kind: string) => found.facts.find((fact) => fact.kind === kind);
    expect(Object.fromEntries(Object.keys(says).map((kind) => [kind, first(kind)?.value]))).toEqual(says);
    for (const kind of Object.keys(says)) {
      expect(first(kind)?.where).toMatch(/^(?:body|attachment [^,]+), (?:field )?'.+'$/);
    }
    expect(
      found.children
        .filter(({ dateOfBirth }) => dateOfBirth !== null)
        .map(({ givenNames, familyName, dateOfBirth }) => [`${givenNames} ${familyName}`, dateOfBirth]),
    ).toEqual(children);
  });
});
