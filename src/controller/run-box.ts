import { type Box, intersectBoxes, voxelsInBox, wholeBox } from "../regions/index.ts";
import type { ControllerContext } from "./controller-context.ts";

/** The box that runs on the open study are limited to: drawn in any plane, or given by its voxels; the whole image without one. */
export class RunBox {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
    const { runBox } = context.toolBox;
    runBox.chosen.subscribe(() => context.store.update({ runBox: runBox.box }));
  }

  /** Takes the tool that draws it in hand. */
  draw(): void {
    this.#context.toolBox.tool = "run-box";
  }

  /** Limits runs from now on, as far as the image goes; undefined, an empty box and the whole image take the limit away. */
  choose(box: Box | undefined): void {
    const { grid } = this.#context.require().session;
    const whole = wholeBox(grid);
    const part = box && intersectBoxes(box, whole);
    const isPart = part && voxelsInBox(part) > 0 && voxelsInBox(part) < voxelsInBox(whole);
    this.#context.toolBox.runBox.choose(isPart ? part : undefined);
  }
}
