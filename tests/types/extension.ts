/** The extension and its panel: options and results. Compiled by `npm run check`, never run. */
import type { LabelMap, RunReport } from "cornerstone-autoseg";
import {
  type AutosegExtension,
  createAutosegExtension,
  type DrawingTool,
  type ExtensionOptions,
} from "cornerstone-autoseg/cornerstone";
import type { EditStep, SegmentationSession } from "cornerstone-autoseg/editing";
import { AutosegPanel } from "cornerstone-autoseg/panel";
import { expectType } from "./expect.ts";

const options: ExtensionOptions = { renderingEngineId: "engine", toolGroupId: "tools", models: [] };
const autoseg = createAutosegExtension({ ...options, device: "webgpu", autosave: true });
expectType<AutosegExtension>()(autoseg);
// @ts-expect-error: it draws in viewports of the application, which are to be named
createAutosegExtension({ models: [] });
// @ts-expect-error: an option that does not exist
createAutosegExtension({ ...options, panel: true });

const panel = new AutosegPanel();
panel.model = autoseg;
document.body.append(panel);

export async function use(): Promise<void> {
  expectType<SegmentationSession>()(await autoseg.open());
  expectType<RunReport>()(await autoseg.segment({ keep: "edits" }));
  // @ts-expect-error: edits or locks
  await autoseg.segment({ keep: "all" });
  await autoseg.selectTool("brush" satisfies DrawingTool);
  await autoseg.selectTool(undefined);
  // @ts-expect-error: no such tool
  await autoseg.selectTool("pencil");
  expectType<EditStep | undefined>()(await autoseg.perform({ kind: "invert", segmentNumber: 1 }));
  expectType<EditStep | undefined>()(autoseg.undo());
  expectType<LabelMap>()(autoseg.toLabelMap());
  expectType<Blob>()(await autoseg.writeDicomSeg());
  const stop = autoseg.subscribe(() => autoseg.state);
  stop();
  await autoseg.dispose();
}
