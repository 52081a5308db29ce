import { table } from "../tables.ts";
import type { Task } from "../tasks.ts";
import type { Calibration } from "./calibration.ts";
import { addBins, type Bin, calibrationError, emptyBins } from "./reliability.ts";
import { type OrderCounts, sliceOrders } from "./slice-order.ts";

/** Temperature and expected calibration error of every structure. */
export function calibrationTable(task: Task, calibrations: readonly Calibration[]): string {
  const rows = calibrations.flatMap(({ model, temperatures, reliability }) =>
    task.targets.flatMap(({ key, label, values }) => {
      const found = reliability[key];
      if (!found) return [];
      const { before, after } = found;
      const used = values.map((value) => temperatures[value]?.toFixed(2) ?? "–");
      return [[label, model, used.join(", "), percent(before), percent(after)]];
    }),
  );
  if (rows.length === 0) return "";
  return table(["structure", "model", "temperature", "error before, %", "error after, %"], rows);
}

function percent(bins: readonly Bin[]): string {
  return (100 * calibrationError(bins)).toFixed(2);
}

/** What share of the voxels with a probability belongs to the structure, all structures of a model together. */
export function reliabilityTable(calibrations: readonly Calibration[]): string {
  const rows = calibrations.flatMap(({ model, reliability }) => {
    const [before, after] = (["before", "after"] as const).map((key) => {
      const bins = emptyBins();
      for (const found of Object.values(reliability)) addBins(bins, found[key]);
      return bins;
    });
    return before!.map((bin, index) => [
      `${(index / before!.length).toFixed(1)} to ${((index + 1) / before!.length).toFixed(1)}`,
      model,
      ...share(bin),
      ...share(after![index]!),
    ]);
  });
  if (rows.length === 0) return "";
  return table(["probability", "model", "mean before", "true before", "mean after", "true after"], rows);
}

function share({ voxels, sum, inReference }: Bin): string[] {
  return [sum, inReference].map((part) => (voxels > 0 ? (part / voxels).toFixed(3) : "–"));
}

/** How many wrong slices are among the first ones that a reader is shown. */
export function reviewTable(calibrations: readonly Calibration[]): string {
  const row = (model: string, wrong: string, counts: OrderCounts["worstShown"]) => [
    model,
    wrong,
    ...sliceOrders.map((order) => String(counts[order])),
  ];
  const rows = calibrations.flatMap(({ model, review: { shown, worst, worstShown, low, lowShown } }) => [
    row(model, `${worst} worst of each case (${shown} shown)`, worstShown),
    row(model, `${low} with a Dice below 0.8 (${shown} shown)`, lowShown),
  ]);
  if (rows.length === 0) return "";
  return table(
    ["model", "wrong slices", "most uncertain, before", "most uncertain", "largest area", "from the lowest"],
    rows,
  );
}
