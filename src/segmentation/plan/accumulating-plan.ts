import type { GridSlice16 } from "../../volume/index.ts";
import { type Accumulator, createAccumulator, createSliceFinisher } from "./accumulator.ts";
import { type Activation, activateSlice, ofProbabilities } from "./activation.ts";
import { createLogitSums } from "./logit-sums.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { PlacedGraph } from "./patches.ts";
import { type InferencePlan, type PlanParts, toCommon } from "./plan.ts";
import {
  createSliceDelivery,
  createSliceLabelling,
  type SliceLayout,
  type WrittenSlice,
} from "./slice-writer.ts";

/**
 * A plan with several units per slice: sums their probabilities and labels the sums.
 * @param deciding graphs whose probabilities decide the labels.
 * @param weighed accumulators of the networks that are the input of a consensus network, in order.
 */
export function createAccumulatingPlan(
  parts: PlanParts,
  deciding: readonly PlacedGraph[],
  weighed: readonly Accumulator[],
): InferencePlan {
  const { grid, units } = parts;
  const { accumulator, activation } = createSums(grid, deciding);
  const write = parts.createWriter(
    createSliceLabelling(grid, layoutOf(grid, accumulator), activation),
    activation,
    deciding[0]!,
  );
  const finish = createSliceFinisher(grid, accumulator);
  const toGridSlice = createSliceDelivery(grid);
  return {
    ...toCommon(parts),
    accept(unit, output) {
      units.release(unit);
      const { graph, graphIndex, patch } = units.workOf(unit);
      const kept = weighed[graphIndex];
      if (kept) {
        kept.add(graph, patch, output);
        return [];
      }
      const modelSlices = accumulator.add(graph, patch, output);
      for (const answers of weighed) for (const slice of modelSlices) answers.release(slice);
      return Array.from(finish(modelSlices), ({ slice, probabilities }) =>
        toGridSlice(slice, write(probabilities)),
      );
    },
  };
}

/**
 * A plan for a model in parts, whose networks each find some of the segments: each is labelled separately, and a later one
 * overwrites the earlier ones wherever it found something.
 */
export function createPartsPlan(parts: PlanParts, networks: readonly PlacedGraph[]): InferencePlan {
  const { grid, units } = parts;
  const toGridSlice = createSliceDelivery(grid);
  const found = networks.map((network) => {
    const { accumulator, activation } = createSums(grid, [network]);
    const rule = createSliceLabelling(grid, layoutOf(grid, accumulator), activation);
    return {
      accumulator,
      finish: createSliceFinisher(grid, accumulator),
      write: parts.createWriter(rule, activation, network),
    };
  });
  const merged = new Map<number, WrittenSlice>();
  return {
    ...toCommon(parts),
    isOrdered: true,
    accept(unit, output) {
      units.release(unit);
      const { graph, graphIndex, patch } = units.workOf(unit);
      const { accumulator, finish, write } = found[graphIndex]!;
      const delivered: GridSlice16[] = [];
      for (const { slice, probabilities } of finish(accumulator.add(graph, patch, output))) {
        const before = merged.get(slice);
        const written = write(probabilities);
        merged.set(slice, before ? mergeOver(before, written) : written);
        if (graphIndex < networks.length - 1) continue;
        delivered.push(toGridSlice(slice, merged.get(slice)!));
        merged.delete(slice);
      }
      return delivered;
    },
  };
}

/** Merges a part's slice over those before: its labels where not 0, the probabilities of both, the higher entropy. */
function mergeOver(before: WrittenSlice, next: WrittenSlice): WrittenSlice {
  const labels = before.labels.map((label, at) => next.labels[at]! || label);
  if (!before.probabilities || !next.probabilities) return { labels };
  const [entropy, other] = [before.probabilities.entropy, next.probabilities.entropy];
  return {
    labels,
    probabilities: {
      segments: [...before.probabilities.segments, ...next.probabilities.segments],
      entropy: entropy && other && entropy.map((value, at) => Math.max(value, other[at]!)),
    },
  };
}

/** The accumulator for the outputs, and the activation that its sums still need. */
function createSums(
  grid: ModelGrid,
  deciding: readonly PlacedGraph[],
): { readonly accumulator: Accumulator; readonly activation: Activation } {
  const [{ activation }] = deciding as readonly [PlacedGraph];
  const probable = ofProbabilities(activation);
  if (!grid.target) return { accumulator: createAccumulator(grid, deciding), activation: probable };
  const { back, sums: precision } = grid.target;
  return back.values === "averaged"
    ? { accumulator: createLogitSums(grid, deciding, { precision }), activation }
    : {
        accumulator: createLogitSums(grid, deciding, { precision, finish: activateSlice(activation) }),
        activation: probable,
      };
}

/** Memory layout of a slice of an accumulator. */
function layoutOf({ used }: ModelGrid, { columns, rows }: Accumulator): SliceLayout {
  return {
    firstColumn: used[0].first,
    firstRow: used[1].first,
    strides: { columns: 1, rows: columns, channels: columns * rows },
  };
}
