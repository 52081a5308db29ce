import type { LogicOperand } from "../editing/index.ts";
import { wholeBlock } from "../regions/index.ts";
import { restoreSnapshot } from "../review/index.ts";
import { t } from "../texts/index.ts";
import type { Comparison } from "./comparison.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Review } from "./review.ts";

/** Whose segment it is: this segmentation's, as the model drew it last, or the reference's. */
export type OperandSource = "here" | "model" | "reference";

/** What a segment can be combined with. */
export interface Operand {
  readonly id: string;
  readonly source: OperandSource;
  /** Its segment number; of the reference, whose numbers may be there twice, its place in the list. */
  readonly number: number;
  readonly label: string;
}

/** The second part of operations on two segments, and which one the user chose. */
export class Operands {
  readonly #context: ControllerContext;
  readonly #review: Review;
  readonly #comparison: Comparison;

  constructor(context: ControllerContext, review: Review, comparison: Comparison) {
    this.#context = context;
    this.#review = review;
    this.#comparison = comparison;
  }

  /** What there is now: segments that may be changed, without the active one, those that the model drew, the reference's. */
  get all(): readonly Operand[] {
    const { segments, activeSegment } = this.#context.state;
    const here = segments
      .filter(({ segmentNumber, locked, visible }) => segmentNumber !== activeSegment && !locked && visible)
      .map(({ segmentNumber, label }) => operand("here", segmentNumber, label));
    const drawn = new Set(this.#review.draft?.labels);
    const byModel = segments
      .filter(({ segmentNumber }) => drawn.has(segmentNumber))
      .map(({ segmentNumber, label }) => operand("model", segmentNumber, t("operations.byModel", { label })));
    const ofReference = this.#comparison.reference.map(({ segment }, index) =>
      operand("reference", index, t("comparison.ofReference", { label: segment.label })),
    );
    return [...here, ...byModel, ...ofReference];
  }

  /** The one that was chosen, else the first. */
  get chosen(): Operand | undefined {
    const { operandId } = this.#context.state;
    return this.all.find(({ id }) => id === operandId) ?? this.all[0];
  }

  choose(operandId: string): void {
    this.#context.store.update({ operandId });
  }

  /** Its voxels, as operations take them. */
  toLogicOperand({ source, number, label }: Operand): LogicOperand {
    const grid = this.#context.study?.session.grid;
    const reference = this.#comparison.reference[number];
    if (source === "reference" && grid && reference)
      return {
        labels: [reference.segment.segmentNumber],
        of: wholeBlock(grid, reference.labelMap.voxels),
        name: label,
      };
    const labels = [number];
    const { draft } = this.#review;
    if (source === "here" || !draft || !grid) return { labels };
    return { labels, of: wholeBlock(grid, restoreSnapshot(draft)), name: label };
  }
}

function operand(source: OperandSource, number: number, label: string): Operand {
  return { id: `${source} ${number}`, source, number, label };
}
