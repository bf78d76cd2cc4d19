import { duesOf, whatNext } from "../../../rules/case-workflow.ts";
import { instant } from "../../../rules/time.ts";
import { aCase, definition } from "./a-case.ts";
import { CALENDAR } from "./calendar.ts";

/** A case of protective intervention, and its plan on the way to being in force. */
export const PI = definition("protective-intervention");
export const MANAGER = { role: "pi-team-manager", actor: "manager-1" };
export const SUPERVISOR = { role: "supervisor", actor: "supervisor-1" };
export type Led = ReturnType<typeof aCase>;

export const PLAN = {
  plan_on: "2026-03-01",
  review_on: "2026-09-01",
  permanency_objective: "family preservation",
  decisions: "stay at home with support",
  what_needs_to_change: "no unsupervised contact",
  engaged: "yes",
  took_part: "mother and aunt, at home",
  views_of_child: "wants to stay",
  views_of_family: "agree",
};
export const FILE_REVIEW = {
  reviewed_on: "2026-02-27",
  concerns_understood: "…",
  history: "…",
  circumstances: "…",
  network: "…",
};
export const started = (fields: Record<string, string> = {}) =>
  aCase("protective-intervention").open({ substantiated_on: "2026-02-20", ...fields });
export const due = (led: Led, id: string) =>
  duesOf(led.state, PI, CALENDAR).find((candidate) => candidate.id === id);
export const next = (led: Led) => whatNext(led.state, PI, instant("2026-03-02T10:00:00Z"));

/** A plan of that case, submitted; its id. */
export function submitted(led: Led, fields: Record<string, string> = {}): string {
  led
    .record("Case file review", FILE_REVIEW)
    .do({ type: "record", service: "Case plan", fields: { ...PLAN, ...fields } });
  const plan = led.last;
  led.step(plan, "submitted");
  return plan;
}
export function endorsed(led: Led, fields: Record<string, string> = {}): string {
  const plan = submitted(led, fields);
  led.step(plan, "endorsed", { endorsed_on: "2026-03-02" }, MANAGER);
  return plan;
}
export function told(led: Led): Led {
  for (const who of ["child", "family"])
    led.record("Appeal rights explained", {
      told: who,
      told_on: "2026-03-03",
      told_how: "in person",
      language: "English",
    });
  return led;
}
export function inForce(led: Led, fields: Record<string, string> = {}): string {
  const plan = endorsed(led, fields);
  told(led).step(plan, "in force");
  return plan;
}
