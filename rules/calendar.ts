/** Days, working hours, bank holidays and deadlines (A.5). All in London's wall-clock time (DL-01). */
export { bankHolidayWarning } from "./calendar/bank-holidays.ts";
export { latestSafeDispatch, type ReviewDeadline, reviewDeadline } from "./calendar/review-deadline.ts";
export {
  type Calendar,
  type DayOverride,
  endOfDay,
  formatDay,
  formatLocal,
  isWorkingDay,
  localTime,
  nextWorkingDay,
  previousWorkingDay,
  startOfDay,
  WEEKDAYS,
  type Weekday,
  type WorkingWeekday,
  weekdayOf,
} from "./calendar/working-days.ts";
export {
  addWorkingMinutes,
  isWorkingTime,
  nextWorkingStart,
  workingMinutesBetween,
} from "./calendar/working-time.ts";
