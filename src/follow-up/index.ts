/** Follow-up: lesions at two times, matched and compared, and the response by RECIST 1.1. */
export { type StudyDates, toCsv } from "./csv.ts";
export {
  evaluateRows,
  type LesionMeasures,
  type LesionRow,
  nameOf,
  noChoices,
  type ReaderChoices,
  toLesionRows,
} from "./follow-up-table.ts";
export { findChoices, type KeptChoices, keepChoices } from "./kept-choices.ts";
export { type LesionPair, matchLesions, withPair } from "./match-lesions.ts";
export {
  chooseTargets,
  evaluateRecist,
  type RecistInput,
  type RecistResult,
} from "./recist.ts";
export { findingsOf, type TimePoint } from "./time-point.ts";
