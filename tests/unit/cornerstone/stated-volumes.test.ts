import { expect, test } from "vitest";
import { toSegmentRows } from "../../../src/controller/state-parts.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import { axialGrid, liver, tumour } from "../dicom-objects/phantom.ts";

test("a volume that a file states on finer voxels is shown until the segment is changed, and after that is undone", () => {
  const session = new SegmentationSession(axialGrid, [liver, tumour], 2);
  const labels = new Uint8Array(session.voxels.length);
  labels.fill(liver.segmentNumber, 20, 30);
  session.replace("file", "opening", labels, { segments: [liver, tumour], types: new Map() });
  const listed = () => toSegmentRows(session).map(({ volumeMl }) => volumeMl);
  const drawn = 10 * 0.7 * 0.9 * 2.5 * 1e-3;
  expect(listed()).toEqual([expect.closeTo(drawn, 9), 0]);
  // The tumour is lost on this grid: what nobody sees has no volume in the list either.
  session.stateVolumes(
    new Map([
      [liver.segmentNumber, 0.0123],
      [tumour.segmentNumber, 0.0004],
    ]),
  );
  expect(listed()).toEqual([0.0123, 0]);
  const edit = session.beginEdit("hand", "brush");
  labels[30] = liver.segmentNumber;
  edit.writeAll(labels);
  edit.commit();
  expect(listed()).toEqual([expect.closeTo(1.1 * drawn, 9), 0]);
  session.undo();
  expect(listed()).toEqual([0.0123, 0]);
});
