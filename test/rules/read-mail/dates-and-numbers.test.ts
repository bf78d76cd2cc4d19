import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageOn, findDates, findSaidDays, readDate, readMoment } from "../../../rules/read-mail/dates.ts";
import {
  findAddresses,
  findNhsNumbers,
  findPostcodes,
  isNhsNumber,
  isUpn,
} from "../../../rules/read-mail/identifiers.ts";
import { addDays, instant, type PlainDate, plainDate } from "../../../rules/time.ts";

const TODAY = plainDate("2026-10-12");

describe("dates are read day first (IN-06)", () => {
  test.each([
    ["12/4/15", "2015-04-12"],
    ["12.04.2015", "2015-04-12"],
    ["12-04-15", "2015-04-12"],
    ["12th April 2015", "2015-04-12"],
    ["12 Apr 15", "2015-04-12"],
    ["the 12th of April 2015", "2015-04-12"],
    ["April 12th, 2015", "2015-04-12"],
    ["25-Dec-2013", "2013-12-25"],
    ["2015-04-12", "2015-04-12"],
    ["12 / 04 / 2015", "2015-04-12"],
    ["12042015", "2015-04-12"],
    ["1 Sept 2015", "2015-09-01"],
    ["5.3.10", "2010-03-05"],
    ["14/02/93", "1993-02-14"],
    ["29/02/2016", "2016-02-29"],
  ])("%s is %s", (written, day) => {
    expect(readDate(written, TODAY)?.day).toBe(day);
  });

  test.each(["31/02/2015", "04/13/2015", "29/02/2015", "00/04/2015", "12/00/15"])(
    "%s is no day, and kept as written",
    (written) => {
      expect(readDate(written, TODAY)).toMatchObject({ day: null, written });
    },
  );

  test.each([
    "10.30",
    "log 20/91834/26",
    "0121 496 0113",
    "192.168.1.20",
    "v2.1.0.4",
    "£12.50",
    "1/2",
    "3-4 years",
  ])("%s holds no date", (text) => {
    expect(findDates(text, TODAY)).toEqual([]);
  });

  test("any day, written in any of these ways, is read as that day", () => {
    const day = fc
      .integer({ min: 0, max: 36_000 })
      .map((days) => addDays(plainDate("1930-01-01"), days))
      .filter((each) => each <= TODAY);
    const ways: ((year: string, month: string, date: string) => string)[] = [
      (year, month, date) => `${date}/${month}/${year}`,
      (year, month, date) => `${Number(date)}.${Number(month)}.${year}`,
      (year, month, date) => `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`,
      (year, month, date) => `${year}-${month}-${date}`,
    ];
    fc.assert(
      fc.property(day, fc.constantFrom(...ways), (each: PlainDate, way) => {
        const [year = "", month = "", date = ""] = each.split("-");
        expect(readDate(way(year, month, date), TODAY)?.day).toBe(each);
      }),
    );
  });

  test.each([
    ["he was hit last Tuesday", "2026-10-06"],
    ["yesterday he ran off", "2026-10-11"],
    ["seen on Friday", "2026-10-09"],
    ["on 3 October she said", "2026-10-03"],
    ["on 12 December he was well", "2025-12-12"],
  ])("%s, said on 12 October 2026, is %s", (sentence, day) => {
    expect(findSaidDays(sentence, instant("2026-10-12T10:00:00Z"))[0]?.day).toBe(day);
  });

  test("a moment without an offset is London's time", () => {
    expect(readMoment("12 July 2026 09:30")).toBe("2026-07-12T08:30:00.000Z");
    expect(readMoment("12 January 2026 09:30")).toBe("2026-01-12T09:30:00.000Z");
    expect(readMoment("Mon, 12 Oct 2026 09:30:00 +0100")).toBe("2026-10-12T08:30:00.000Z");
    expect(readMoment("at some time")).toBeNull();
  });

  test("an age is whole years, and steps on the birthday", () => {
    expect(ageOn(plainDate("2016-10-12"), TODAY)).toBe(10);
    expect(ageOn(plainDate("2016-10-13"), TODAY)).toBe(9);
  });
});

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

describe("numbers (IN-07)", () => {
  test.each([
    ["943 476 5919", true],
    ["9434765919", true],
    ["943-476-5919", true],
    ["1234567890", false],
    ["9434765918", false],
    ["1111111111", false],
    ["0000000000", false],
    ["94347659190", false],
  ])("NHS number %s is valid: %s", (number, valid) => {
    expect(isNhsNumber(number)).toBe(valid);
  });

  test("ten digits alike pass the check and are rejected all the same", () => {
    for (const digit of "0123456789") expect(isNhsNumber(digit.repeat(10))).toBe(false);
  });

  test("one changed digit is always noticed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (at, step) => {
        const digits = [..."9434765919"];
        digits[at] = String((Number(digits[at]) + step) % 10);
        expect(isNhsNumber(digits.join(""))).toBe(false);
      }),
    );
  });

  test.each([
    ["B801200005001", true],
    ["A801200005001", false],
    ["b801200005001", true],
    ["B80120000500", false],
    ["B80120000500I", false],
  ])("UPN %s is valid: %s", (upn, valid) => {
    expect(isUpn(upn)).toBe(valid);
  });

  test("a labelled NHS number is found though it is invalid, and says so; a telephone number is none", () => {
    expect(findNhsNumbers("NHS no: 123 456 7890")).toMatchObject([{ value: "1234567890", valid: false }]);
    expect(findNhsNumbers("ring 0121 496 0113 or 07700 900111")).toEqual([]);
  });

  test.each([
    ["B99 1ZZ", "B99 1ZZ"],
    ["b991zz", "B99 1ZZ"],
    ["SW1A 1AA", "SW1A 1AA"],
    ["M1 1AE", "M1 1AE"],
  ])("postcode %s is %s", (written, postcode) => {
    expect(findPostcodes(`at ${written}.`).map(({ value }) => value)).toEqual([postcode]);
  });

  test.each([
    ["of 8 Tanner Row, B99 1ZZ.", "8 Tanner Row", "B99 1ZZ"],
    ["Flat 6, 112 Tanner Crescent, Northmoor B991ZZ", "Flat 6, 112 Tanner Crescent, Northmoor", "B99 1ZZ"],
    ["lives at 12a Clare Mount", "12a Clare Mount", null],
    ["HA: 9 TANNER MEWS B99 1ZZ", "9 TANNER MEWS", "B99 1ZZ"],
    ["Caravan 12, Salt Lane Site, B99 1ZZ", "Caravan 12, Salt Lane Site", "B99 1ZZ"],
    ["Church Cottage, 2 Mill End, B99 1ZZ", "Church Cottage, 2 Mill End", "B99 1ZZ"],
  ])("address in: %s", (text, address, postcode) => {
    expect(findAddresses(text)[0]).toMatchObject({ address, postcode });
  });

  test.each(["Year 4 Hill Village Primary", "in 2020, Church House opened", "he is 10 lives up the road"])(
    "no address in: %s",
    (text) => {
      expect(findAddresses(text)).toEqual([]);
    },
  );
});
