/** Choosing a reviewer among 500, with 100,000 past turns: `node bench/rota.ts` prints one JSON line. At most 5 ms. */
import { performance } from "node:perf_hooks";
import { addWorkingMinutes, reviewDeadline } from "../rules/calendar.ts";
import { chooseReviewer, type Turn } from "../rules/choose-reviewer.ts";
import type { StaffMember } from "../rules/staff.ts";
import { instant, laterBy, plainDate } from "../rules/time.ts";
import { loadCalendar } from "../worker/config/calendar.ts";

const REVIEWERS = 500;
const TURNS = 100_000;
const ROUNDS = 1000;

const calendar = loadCalendar("config");
const staff: StaffMember[] = Array.from({ length: REVIEWERS }, (_, index) => ({
  id: `sp-${index}`,
  name: `Reviewer ${index}`,
  email: `sp-${index}@trust.example`,
  roles: ["senior-practitioner"],
  areas: [],
  pattern: { mon: index % 5 === 0 ? "off" : "day", tue: "day", wed: "day", thu: "morning", fri: "day" },
  leave: index % 10 === 0 ? [{ from: plainDate("2026-03-23"), until: plainDate("2026-03-27") }] : [],
  takesContacts: null,
}));
const now = instant("2026-03-25T09:40:00Z");
// One every two minutes, day and night: the last five working days hold some 3,000 of them.
const turns: Turn[] = Array.from({ length: TURNS }, (_, index) => ({
  staffId: `sp-${(index * 7919) % REVIEWERS}`,
  at: laterBy(now, -(TURNS - index) * 120_000),
  reviewId: `R-${index}`,
}));
const away = Array.from({ length: 50 }, (_, index) => ({
  staffId: `sp-${index * 3}`,
  from: laterBy(now, -86_400_000),
  until: null,
}));

const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const askAt = addWorkingMinutes(now, round % 60, calendar);
  const { dueAt } = reviewDeadline(askAt, askAt, calendar);
  const started = performance.now();
  chooseReviewer(
    { pathway: "new-concern", askAt, dueAt, previousDecider: null, area: null, exclude: [] },
    staff,
    turns,
    away,
    { calendar },
  );
  times.push(performance.now() - started);
}
times.sort((a, b) => a - b);
const ms = (share: number) => Number((times[Math.floor(share * (times.length - 1))] as number).toFixed(2));
process.stdout.write(
  `${JSON.stringify({ bench: "rota", reviewers: REVIEWERS, turns: TURNS, p50Ms: ms(0.5), p99Ms: ms(0.99), maxMs: ms(1), targetMs: 5 })}\n`,
);
if (ms(0.5) > 5) process.exitCode = 1;
