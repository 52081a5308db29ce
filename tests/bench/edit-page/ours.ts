import { LabelmapLayer, MprView, PaneTools } from "../../../src/cornerstone/index.ts";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import {
  type EditOperation,
  Editor,
  SegmentationSession,
  type SliceChange,
} from "../../../src/editing/index.ts";
import type { Point } from "../../../src/geometry/index.ts";
import { ToolBox } from "../../../src/tools/index.ts";
import { segment } from "../ct-series.ts";
import type { Drawing, Panes } from "./main.ts";

/** Three panes with this project's labelmap and tools, as the viewer sets them up. */
export async function openOurs(panes: Panes, series: SourceSeries): Promise<Drawing> {
  const view = new MprView(panes);
  await view.open(series, { center: 50, width: 200 });
  const { grid, voxels: image } = series.volume;
  const session = new SegmentationSession(grid, [segment(1), segment(2)], 2, { image });
  new LabelmapLayer(session, series, view.imageVolumeId!, view.viewportIds);
  const tools = new ToolBox("brush");
  new PaneTools(view, tools);
  tools.session = session;
  tools.configure({ brushDiameterMm: 30 });
  const editor = new Editor();
  editor.session = session;
  const perform = async (operation: EditOperation): Promise<void> => {
    if (!(await editor.run(operation))) throw new Error(`${operation.kind} has changed nothing`);
  };
  return {
    labels: () => session.voxels,
    write({ labels, labelledBox }) {
      const edit = session.beginEdit("run", "run");
      edit.writeAll(labels, labelledBox);
      edit.commit();
    },
    clear() {
      while (session.undo());
    },
    switchTool() {
      tools.tool = "scissors";
      tools.tool = "brush";
    },
    acts: {
      undo: () => void session.undo(),
      redo: () => void session.redo(),
      /** Previews the region of a segment of 18 million voxels, and discards it. */
      async preview() {
        const at = [256, 256, 250] as Point<"ijk">;
        const edit = await editor.preview({ kind: "flood-fill", segmentNumber: 1, at, tolerance: 100 });
        edit!.cancel();
      },
      propagate: () =>
        perform({
          kind: "propagate",
          segmentNumber: 2,
          how: "erase",
          sliceAxis: 2,
          changes: [disc(245), disc(256)],
        }),
      repair: () => perform({ kind: "repair", strokes: [line(240, 2), line(300, 0)], reachMm: 20 }),
    },
  };
}

/** The change by an eraser of 30 voxels diameter on a slice. */
function disc(index: number): SliceChange {
  const mask = new Uint8Array(31 * 31);
  for (let n = 0; n < mask.length; n++)
    mask[n] = Number(((n % 31) - 15) ** 2 + (Math.floor(n / 31) - 15) ** 2 <= 225);
  return { index, from: [240, 240], size: [31, 31], mask };
}

/** A scribble along a row of slice 250. */
function line(j: number, label: number): { label: number; voxels: Uint32Array } {
  return { label, voxels: Uint32Array.from({ length: 40 }, (_, n) => 240 + n + 512 * (j + 512 * 250)) };
}
