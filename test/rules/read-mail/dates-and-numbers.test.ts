import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageOn, findDates, findSaidDays, readDate, readMoment } from "../../../rules/read-mail/dates.ts";
import {
  findAddresses,
  findNhsNumbers,
  findPostcodes,
  findUpns,
  isNhsNumber,
  isUpn,
} from "../../../rules/read-mail/identifiers.ts";
import { ageIn } from "../../../rules/read-mail/people-in-box.ts";
import { addDays, instant, type PlainDate, plainDate } from "../../../rules/time.ts";

const TODAY = plainDate("2026-10-12");

describe("dates are read day first (IN-06)", () => {
  test.each([
    "12/04/2015",
    "12/4/15",
    "12.04.2015",
    "12.4.15",
    "12-04-2015",
    "12-4-15",
    "12 04 2015",
    "12 4 15",
    "12042015",
    "120415",
    "12 / 04 / 2015",
    "12/04 /2015",
    "12|04|2015",
    "1 2 / 0 4 / 2 0 1 5",
    "1 2 0 4 2 0 1 5",
    "12\\04\\2015",
    "2015-04-12",
    "2015/04/12",
    "2015-04-12T00:00:00Z",
    "2015-04-12 09:30",
    "12 April 2015",
    "12th April 2015",
    "12th of April 2015",
    "the 12th of April, 2015",
    "12th, April 2015",
    "12 Apr 2015",
    "12-Apr-2015",
    "12-Apr-15",
    "12Apr15",
    "12apr2015",
    "12 APRIL 2015",
    "12 Apr. 2015",
    "12 April '15",
    "April 12th 2015",
    "April 12, 2015",
    "Apr 12 2015",
    "Sunday 12 April 2015",
    "Sun 12/04/15",
    "Sunday, 12th April 2015",
    "Sun. 12.4.15",
    "12th Apr 2015 (aged 11)",
    "DOB 12/04/2015",
    "born 12/04/2015",
    "12/04/2015 14:30",
    "12/04/2015 at 2.30pm",
    "14:30 12/04/2015",
    "12/04/2015 - 14.30hrs",
    "12/04/2015 1430hrs",
    "1430 on 12/04/2015",
    "about 12/04/2015",
    "12.04.2015.",
  ])("%s is 12 April 2015", (written) => {
    expect(readDate(written, TODAY)?.day).toBe("2015-04-12");
  });

  test.each([
    ["1st Sept 2015", "2015-09-01"],
    ["2nd Feb 2015", "2015-02-02"],
    ["3 rd March 2015", "2015-03-03"],
    ["21st. June 2015", "2015-06-21"],
    ["12 Febuary 2015", "2015-02-12"],
    ["12th Decemeber 2014", "2014-12-12"],
    ["5.3.10", "2010-03-05"],
    ["05/11/08", "2008-11-05"],
    ["31 Dec 99", "1999-12-31"],
    ["14/02/93", "1993-02-14"],
    ["13/10/26", "1926-10-13"],
    ["1/1/2000", "2000-01-01"],
    ["01/01/00", "2000-01-01"],
    ["29/02/2016", "2016-02-29"],
    ["3 March this year", "2026-03-03"],
    ["3 March last year", "2025-03-03"],
  ])("%s is %s", (written, day) => {
    expect(readDate(written, TODAY)?.day).toBe(day);
  });

  test.each([
    "31/02/2015",
    "31st April 2015",
    "04/13/2015",
    "29/02/2015",
    "00/04/2015",
    "12/00/15",
    "32/01/2015",
    "12 or 13/04/2015",
    "12th or 13th April 2015",
    "12/04/2015 or 12/05/2015",
  ])("%s is no one day, and kept as written", (written) => {
    expect(readDate(written, TODAY)).toMatchObject({ day: null, written });
  });

  test.each(["April 2015", "12/2015", "2015", "spring 2015", "1/2", "??/04/2015", "12/04/20155", "12/04/1"])(
    "%s is not a whole date, and none is made of it",
    (written) => {
      expect(readDate(written, TODAY)?.day ?? null).toBeNull();
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
    ["on Tues he came in late", "2026-10-06"],
    ["Weds: no lunch", "2026-10-07"],
    ["on Thurs 8/10 she said", "2026-10-08"],
    ["yesterday he ran off", "2026-10-11"],
    ["last night there was shouting", "2026-10-11"],
    ["the day before yesterday he was well", "2026-10-10"],
    ["two days ago", "2026-10-10"],
    ["a week ago", "2026-10-05"],
    ["a fortnight ago she moved", "2026-09-28"],
    ["3 weeks ago", "2026-09-21"],
    ["this morning he told me", "2026-10-12"],
    ["seen on Friday", "2026-10-09"],
    ["on Saturday night", "2026-10-10"],
    ["on 3 October she said", "2026-10-03"],
    ["on the 3rd of October", "2026-10-03"],
    ["on 3/10 she said", "2026-10-03"],
    ["on 05/10/26 at about 3pm", "2026-10-05"],
    ["on 5.10.26", "2026-10-05"],
    ["on 14/10/26 she sees the doctor", "2026-10-14"],
    ["on 12 December he was well", "2025-12-12"],
    ["on 3 October last year", "2025-10-03"],
  ])("%s, said on 12 October 2026, is %s", (sentence, day) => {
    const [found] = findSaidDays(sentence, instant("2026-10-12T10:00:00Z"));
    expect(found?.day).toBe(day);
    expect(sentence.slice(found?.index).startsWith(found?.written as string)).toBe(true);
  });

  test.each(["over the weekend", "last week", "at the weekend", "last month", "for the 9th time"])(
    "%s is no one day",
    (sentence) => {
      expect(findSaidDays(sentence, instant("2026-10-12T10:00:00Z"))).toEqual([]);
    },
  );

  test.each([
    "12 October 2026 09:30",
    "Monday, October 12, 2026 9:30 AM",
    "12/10/2026 09:30",
    "12/10/2026, 09:30",
    "12-10-2026 09:30",
    "12.10.2026 09:30",
    "12/10/26 09:30",
    "Mon 12/10/2026 09:30",
    "Mon, 12 Oct 2026 09:30:00 +0100",
    "Mon, 12 Oct 2026 08:30:00 GMT",
    "Mon, 12 Oct 2026 08:30:00 +0000 (UTC)",
    "Mon 12 Oct 2026 at 09:30",
    "Mon, Oct 12, 2026 at 9:30 AM",
    "Monday 12th October 2026 09:30",
    "12 October 2026 at 09:30:00 BST",
    "12 Oct 2026, at 09:30",
    "12 October 2026 09.30",
    "12. October 2026 09:30",
    "Monday, 12 October, 2026 09:30:00",
    "12-Oct-2026 09:30",
    "12 Oct 26 09:30",
    "2026-10-12 09:30",
    "2026-10-12T09:30:00+01:00",
    "12/10/2026 09:30 (GMT+01:00)",
    "October 12, 2026 at 9:30:00 AM GMT+1",
  ])("above a quote, %s is half past nine on 12 October 2026 in London", (written) => {
    expect(readMoment(written)).toBe("2026-10-12T08:30:00.000Z");
  });

  test.each(["Today 09:30", "Yesterday", "12 October", "09:30"])("%s is no moment", (written) => {
    expect(readMoment(written)).toBeNull();
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

describe("ages are read as they are said", () => {
  test.each([
    ["aged 7", 7],
    ["7 yrs", 7],
    ["7 year old", 7],
    ["7yo", 7],
    ["7 y/o", 7],
    ["Year 6", 10],
    ["Yr 6", 10],
    ["Reception", 4],
    ["3 weeks old", 0],
    ["3 week old baby", 0],
    ["9 months old", 0],
    ["room 7", null],
  ])("%s is %s", (text, age) => {
    expect(ageIn(text)).toBe(age);
  });
});

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

  test.each([
    ["NHS number: 943 476 5919", "9434765919", true],
    ["NHS No 9434765919", "9434765919", true],
    ["NHS: 943-476-5919", "9434765919", true],
    ["his number is 943 476 5919", "9434765919", true],
    ["NHS no. 943 476 5918", "9434765918", false],
    ["NHS 999 999 9999", "9999999999", false],
  ])("of %s, the number is %s and valid: %s", (text, value, valid) => {
    expect(findNhsNumbers(text)).toMatchObject([{ value, valid }]);
  });

  test.each([
    ["UPN B801200005001", "B801200005001", true],
    ["upn: b801200005001", "B801200005001", true],
    ["UPN A801200005001", "A801200005001", false],
    ["pupil B801200005001 in Year 5", "B801200005001", true],
  ])("of %s, the UPN is %s and valid: %s", (text, value, valid) => {
    expect(findUpns(text)).toMatchObject([{ value, valid }]);
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
