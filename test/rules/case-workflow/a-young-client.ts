import { type Due, duesOf } from "../../../rules/case-workflow.ts";
import { aCase, definition } from "./a-case.ts";
import { CALENDAR } from "./calendar.ts";

export const YOUTH = definition("youth-programme");
export const REFERRAL = {
  source: "DCS",
  organisation: "Department of Correctional Services",
  referred_by: "A. Officer",
  referred_on: "2025-06-01",
  referral_reason: "gang involvement",
};
export const born = (date_of_birth: string) => aCase("youth-programme").open({ ...REFERRAL, date_of_birth });
export const dues = (led: ReturnType<typeof aCase>): readonly Due[] => duesOf(led.state, YOUTH, CALENDAR);
export const assessedOn = (date_of_birth: string, assessed_on: string) =>
  born(date_of_birth).record("Risk assessment", { assessed_on, level: "high" });
