import { type LogicOperand, wholeBlock } from "../editing/index.ts";
import { restoreSnapshot } from "../review/index.ts";
import { messages } from "./messages.ts";
import type { Reviewing } from "./reviewing.ts";
import type { Workspace } from "./workspace.ts";

/** Whose segment it is: this segmentation's, or as the model drew it last. */
export type OperandSource = "here" | "model";

/** What a segment can be combined with. */
export interface Operand {
  readonly id: string;
  readonly source: OperandSource;
  readonly segmentNumber: number;
  readonly label: string;
}

/** The second part of operations on two segments, and which one the user chose. */
export class Operands {
  readonly #workspace: Workspace;
  readonly #reviewing: Reviewing;

  constructor(workspace: Workspace, reviewing: Reviewing) {
    this.#workspace = workspace;
    this.#reviewing = reviewing;
  }

  /** What there is now: segments that may be changed, without the active one, and those that the model drew. */
  get all(): readonly Operand[] {
    const { segments, activeSegment } = this.#workspace.state;
    const here = segments
      .filter(({ segmentNumber, locked, visible }) => segmentNumber !== activeSegment && !locked && visible)
      .map(({ segmentNumber, label }) => operand("here", segmentNumber, label));
    const drawn = new Set(this.#reviewing.draft?.labels);
    const byModel = segments
      .filter(({ segmentNumber }) => drawn.has(segmentNumber))
      .map(({ segmentNumber, label }) => operand("model", segmentNumber, messages.operations.byModel(label)));
    return [...here, ...byModel];
  }

  /** The one that was chosen, else the first. */
  get chosen(): Operand | undefined {
    const { operandId } = this.#workspace.state;
    return this.all.find(({ id }) => id === operandId) ?? this.all[0];
  }

  choose(operandId: string): void {
    this.#workspace.store.update({ operandId });
  }

  /** Its voxels, as operations take them. */
  toLogicOperand({ source, segmentNumber, label }: Operand): LogicOperand {
    const labels = [segmentNumber];
    const { draft } = this.#reviewing;
    const grid = this.#workspace.study?.session.grid;
    if (source === "here" || !draft || !grid) return { labels };
    return { labels, of: wholeBlock(grid, restoreSnapshot(draft)), name: label };
  }
}

function operand(source: OperandSource, segmentNumber: number, label: string): Operand {
  return { id: `${source} ${segmentNumber}`, source, segmentNumber, label };
}
