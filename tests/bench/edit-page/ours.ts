import { LabelmapLayer, MprView, PaneTools } from "../../../src/cornerstone/index.ts";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { SegmentationSession } from "../../../src/editing/index.ts";
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
  return {
    labels: () => session.voxels,
    write(labels) {
      const edit = session.beginEdit("run", "run");
      edit.writeAll(labels);
      edit.commit();
    },
    switchTool() {
      tools.tool = "scissors";
      tools.tool = "brush";
    },
  };
}
