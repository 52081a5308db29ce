import { type VoxelRuns, writeRuns } from "../voxel-runs.ts";
import type { DrawnBesideRun } from "./drawn-beside-run.ts";
import { OpenEdit, type OpenEditParts } from "./open-edit.ts";

/** What a run needs in addition to what every edit does. */
interface RunEditParts
  extends Pick<OpenEditParts, "name" | "labels" | "image" | "limits" | "owned" | "onEnd"> {
  /** What is drawn beside it, which it does not overwrite. */
  readonly besides: DrawnBesideRun;
  /** The edit by hand that is open now. */
  readonly drawn: () => OpenEdit | undefined;
  /** Called after a run of voxels was written. */
  readonly onWrite: NonNullable<OpenEditParts["onWrite"]>;
  /** Called after many were written at once. */
  readonly onWriteRuns: NonNullable<OpenEditParts["onWriteRuns"]>;
}

/** Opens the edit of a model's run. The user may draw beside it: it does not overwrite that, and its step goes below. */
export function openRunEdit({ besides, drawn, onWrite, onWriteRuns, ...parts }: RunEditParts): OpenEdit {
  const { voxels } = parts.labels;
  return new OpenEdit({
    ...parts,
    kind: "run",
    isPreview: false,
    besides,
    withoutBesides: (work) => {
      const open = drawn()?.changes;
      const all: VoxelRuns[] = [...besides.steps.map(({ runs }) => runs), ...(open ? [open] : [])];
      for (const runs of all.toReversed()) writeRuns(voxels, runs, "before");
      try {
        return work();
      } finally {
        for (const runs of all) writeRuns(voxels, runs, "after");
      }
    },
    onWrite: (first, end, before, label) => {
      drawn()?.rebase(first, end, label);
      onWrite(first, end, before, label);
    },
    onWriteRuns: (runs) => {
      const open = drawn();
      const { start, length, after } = runs;
      if (open) for (const [n, first] of start.entries()) open.rebase(first, first + length[n]!, after[n]!);
      onWriteRuns(runs);
    },
  });
}
