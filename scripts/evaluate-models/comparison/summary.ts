import { adjustHolm, type MeanEstimate, type PairedComparison } from "../../../src/metrics/index.ts";
import { compareMeanDice, summarizeMeanDice } from "../summary.ts";
import type { ComparedNetwork, Comparison } from "./networks.ts";

/** The architecture that others are compared with. */
export const baseline = "U-Net";

/** All runs of one architecture together: a patient's figure is the mean over all its cases and runs. */
export interface ArchitectureSummary {
  readonly architecture: string;
  /** Mean Dice of each run, by its seed, ascending. */
  readonly seeds: readonly { readonly seed: number; readonly dice: number }[];
  readonly networks: readonly ComparedNetwork[];
  readonly cases: ComparedNetwork["evaluation"]["cases"];
  readonly dice: MeanEstimate;
  /** Mean Dice minus that of the baseline by patient, and p after Holm's correction; undefined for the baseline. */
  readonly againstBaseline: (PairedComparison & { readonly adjustedP: number }) | undefined;
}

/** The architectures of a comparison, the best mean Dice first. */
export function summarizeArchitectures({ networks }: Comparison): ArchitectureSummary[] {
  const titles = [...new Set(networks.map(({ manifest }) => manifest.architecture))];
  const all = titles.map((architecture) => {
    const own = networks.filter(({ manifest }) => manifest.architecture === architecture);
    const cases = own.flatMap(({ evaluation }) => evaluation.cases);
    const seeds = own
      .map(({ manifest, evaluation }) => ({
        seed: manifest.training!.seed,
        dice: summarizeMeanDice(evaluation.cases).mean,
      }))
      .sort((a, b) => a.seed - b.seed);
    return { architecture, seeds, networks: own, cases, dice: summarizeMeanDice(cases) };
  });
  const first = all.find(({ architecture }) => architecture === baseline);
  const paired = all.map((one) =>
    first && one !== first ? compareMeanDice(one.cases, first.cases) : undefined,
  );
  const adjusted = adjustHolm(paired.flatMap((comparison) => comparison?.wilcoxonP ?? []));
  let at = 0;
  return all
    .map((one, index) => {
      const comparison = paired[index];
      return { ...one, againstBaseline: comparison && { ...comparison, adjustedP: adjusted[at++]! } };
    })
    .sort((a, b) => b.dice.mean - a.dice.mean);
}
