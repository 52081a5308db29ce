/** Page of the drawing benchmark: three panes with this project's tools or Cornerstone3D's own. */
import { startCornerstone } from "../../../src/cornerstone/index.ts";
import { openOurs } from "./ours.ts";
import { type PhantomResult, phantomResult, phantomSeries } from "./phantom.ts";
import { openPlain } from "./plain-cornerstone.ts";

const planes = ["axial", "sagittal", "coronal"] as const;

/** Elements of the three panes. */
export type Panes = Record<(typeof planes)[number], HTMLDivElement>;

/** A drawing implementation, with a brush of 30 mm for label 1 active. */
export interface Drawing {
  labels(): ArrayLike<number>;
  /** Writes all labels at once, as at the end of a model's run. */
  write(result: PhantomResult): void;
  /** Clears all labels. */
  clear(): void;
  /** To another tool and back to the brush. */
  switchTool(): void;
  /** Actions that only this project has; each is done when the labels have changed. */
  readonly acts?: Readonly<Record<string, () => Promise<void> | void>>;
}

let drawing: Drawing | undefined;
let result: PhantomResult | undefined;

const bench = {
  async open(who: "ours" | "cornerstone"): Promise<void> {
    await startCornerstone();
    const panes = Object.fromEntries(
      planes.map((plane) => {
        const element = document.body.appendChild(document.createElement("div"));
        element.id = plane;
        return [plane, element];
      }),
    ) as Panes;
    drawing = await (who === "ours" ? openOurs : openPlain)(panes, phantomSeries());
    result = phantomResult();
  },

  /** Voxels of label 1, to check that both painted the same. */
  painted(): number {
    const voxels = drawing!.labels();
    let painted = 0;
    for (let n = 0; n < voxels.length; n++) if (voxels[n] === 1) painted++;
    return painted;
  },

  write: (): void => drawing!.write(result!),

  clear: (): void => drawing!.clear(),

  switchTool: (): void => drawing!.switchTool(),

  act: async (name: string): Promise<void> => drawing!.acts![name]!(),

  /** Waits until changes have been drawn: one frame for the change, one for the renderer, one in reserve. */
  async drawn(): Promise<void> {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  },
};

declare global {
  interface Window {
    editBench: typeof bench;
  }
}

window.editBench = bench;
