import type { Evaluation } from "./evaluation.ts";
import { summarizeTarget } from "./summary.ts";
import { estimate, table } from "./tables.ts";
import type { Task } from "./tasks.ts";

/** Dice by where cases come from, with their names; "" for a task whose cases do not tell. */
export function sourceTable(task: Task, evaluations: readonly Evaluation[]): string {
  const { sourceOf, targets } = task;
  if (!sourceOf) return "";
  const rows = evaluations.flatMap(({ model, cases }) => {
    const sources = [...new Set(cases.map((row) => sourceOf(row.case)))].sort();
    return sources.map((source) => {
      const own = cases.filter((row) => sourceOf(row.case) === source);
      const figures = targets.map(({ key }) => summarizeTarget(own, key)?.dice);
      const names = own.map((row) => row.case.replace(/^(volume-|TCGA_)/, ""));
      return [source, model, names.join(", "), ...figures.map((dice) => (dice ? estimate(dice) : "–"))];
    });
  });
  return table(["source", "model", "cases", ...targets.map(({ label }) => `${label}: Dice`)], rows);
}
