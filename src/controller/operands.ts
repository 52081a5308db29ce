import type { LogicOperand } from "../editing/index.ts";
import { type Block, type Box, uniteBoxes, wholeBlock } from "../regions/index.ts";
import { draftMasks } from "../review/index.ts";
import { t } from "../texts/index.ts";
import type { Comparison } from "./comparison.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Review } from "./review.ts";

/** Where an operand comes from: this segmentation, the model's last result, or the reference. */
export type OperandSource = "here" | "model" | "reference";

/** A segment that the active one can be combined with. */
export interface Operand {
  readonly id: string;
  readonly source: OperandSource;
  /** Segment number; for the reference, whose numbers need not be unique, the position in its list. */
  readonly number: number;
  readonly label: string;
  /** It is in a layer of its own, so it may share voxels with the active segment. */
  readonly isOver: boolean;
}

/** Operands of operations on two segments, and the user's choice among them. */
export class Operands {
  readonly #context: ControllerContext;
  readonly #review: Review;
  readonly #comparison: Comparison;

  constructor(context: ControllerContext, review: Review, comparison: Comparison) {
    this.#context = context;
    this.#review = review;
    this.#comparison = comparison;
  }

  /** Other segments that may be changed, those that the model drew, and those of the reference. */
  get all(): readonly Operand[] {
    const { segments, activeSegment } = this.#context.state;
    const layers = this.#context.study?.session.layers;
    const here = segments
      .filter(({ segmentNumber, locked, visible }) => segmentNumber !== activeSegment && !locked && visible)
      .map(({ segmentNumber, label }) => operand("here", segmentNumber, label, layers?.has(segmentNumber)));
    const drawn = new Set(this.#review.draft?.labels.labels);
    const byModel = segments
      .filter(({ segmentNumber }) => drawn.has(segmentNumber))
      .map(({ segmentNumber, label }) => operand("model", segmentNumber, t("operations.byModel", { label })));
    const ofReference = this.#comparison.reference.map(({ segment }, index) =>
      operand("reference", index, t("comparison.ofReference", { label: segment.label })),
    );
    return [...here, ...byModel, ...ofReference];
  }

  /** The chosen operand, else the first. */
  get chosen(): Operand | undefined {
    const { operandId } = this.#context.state;
    return this.all.find(({ id }) => id === operandId) ?? this.all[0];
  }

  choose(operandId: string): void {
    this.#context.store.update({ operandId });
  }

  /** The operand's voxels, as operations take them. */
  toLogicOperand({ source, number, label }: Operand): LogicOperand {
    const session = this.#context.study?.session;
    const reference = this.#comparison.reference[number];
    if (source === "reference" && session && reference)
      return {
        labels: [reference.segment.segmentNumber],
        of: wholeBlock(session.grid, reference.labelMap.voxels),
        name: label,
      };
    const { draft } = this.#review;
    const { activeSegment } = this.#context.state;
    /** Operations look only at the box around both segments. */
    const ofMask = (maskOf: (number: number, box?: Box) => Block<Uint8Array>) => {
      const box = uniteBoxes(maskOf(number).box, session!.segmentVoxels.box(activeSegment));
      return { labels: [1], of: maskOf(number, box), name: label };
    };
    if (source === "model" && draft && session) return ofMask(draftMasks(draft, session));
    if (session?.layers.has(number)) return ofMask((one, box) => session.segmentVoxels.mask(one, box));
    return { labels: [number] };
  }
}

function operand(source: OperandSource, number: number, label: string, isOver = false): Operand {
  return { id: `${source} ${number}`, source, number, label, isOver };
}
