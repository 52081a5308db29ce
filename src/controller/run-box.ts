import { type Box, intersectBoxes, voxelsInBox, wholeBox } from "../regions/index.ts";
import type { ControllerContext } from "./controller-context.ts";

/** Limits runs on the open study to a box, drawn in any plane or given in voxels; without one, runs cover the whole image. */
export class RunBox {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { runBox } = context.toolBox;
    runBox.chosen.subscribe(() => context.store.update({ runBox: runBox.box }));
  }

  /** Activates the tool that draws the box. */
  draw(): void {
    this.#context.toolBox.tool = "run-box";
  }

  /** Sets the box, clipped to the image; undefined, an empty box or one around the whole image removes the limit. */
  choose(box: Box | undefined): void {
    const { grid } = this.#context.require().session;
    const whole = wholeBox(grid);
    const part = box && intersectBoxes(box, whole);
    const isPart = part && voxelsInBox(part) > 0 && voxelsInBox(part) < voxelsInBox(whole);
    this.#context.toolBox.runBox.choose(isPart ? part : undefined);
  }
}
