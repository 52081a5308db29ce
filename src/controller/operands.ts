import type { LogicOperand } from "../editing/index.ts";
import { type Block, type Box, uniteBoxes, wholeBlock } from "../regions/index.ts";
import { draftMasks } from "../review/index.ts";
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
  /** It lies in a layer over this segmentation's labels, so that it may have voxels in common with the active segment. */
  readonly isOver: boolean;
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
    /** Operations look at the box of both. */
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
