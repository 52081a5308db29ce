import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { loadModel, toSegments } from "../../../src/model/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { noOrthanc, startOrthanc } from "./orthanc-server.ts";

const root = join(import.meta.dirname, "..", "..", "..");

async function store(
  url: string,
  bytes: Uint8Array,
): Promise<{ ID: string; ParentStudy: string; ParentPatient: string }> {
  const response = await fetch(`${url}instances`, { method: "POST", body: new Uint8Array(bytes) });
  expect(response.status).toBe(200);
  return response.json();
}

test("Orthanc files our segmentation under the study of its images, and gives it back byte for byte", async (context) => {
  if (noOrthanc) context.skip(noOrthanc);
  const files = await findInputFiles([join(root, "sample-dicom", "ct-abdomen-synthetic")]);
  const source = await readSeries(files);
  const { manifest } = await loadModel(join(root, "models", "ct-liver-tumour"));
  const labelMap = createLabelMap({ grid: source.volume.grid, segments: toSegments(manifest) });
  // A wedge that no flip maps onto itself, with a core of the second segment.
  const [columns, rows, slices] = source.volume.grid.size;
  for (let k = 20; k < slices - 20; k++) {
    for (let j = 100; j < 100 + 2 * k; j++) {
      for (let i = 120; i < 120 + j; i++)
        labelMap.voxels[i + columns * (j + rows * k)] = i - 120 < 10 ? 2 : 1;
    }
  }
  const bytes = writeDicomSeg(labelMap, { source });

  await using orthanc = await startOrthanc();
  const image = await store(
    orthanc.url,
    new Uint8Array(readFileSync(join(root, "sample-dicom", "ct-abdomen-synthetic", files[0]!.name))),
  );
  const segmentation = await store(orthanc.url, bytes);
  expect(segmentation.ParentStudy).toBe(image.ParentStudy);
  expect(segmentation.ParentPatient).toBe(image.ParentPatient);
  const tags = await (await fetch(`${orthanc.url}instances/${segmentation.ID}/simplified-tags`)).json();
  expect(tags).toMatchObject({
    Modality: "SEG",
    SegmentationType: "BINARY",
    PatientName: "Synthetic^Abdomen",
  });
  expect(tags.SegmentSequence.map(({ SegmentLabel }: { SegmentLabel: string }) => SegmentLabel)).toEqual([
    "Liver",
    "Liver tumour",
  ]);
  const returned = new Uint8Array(
    await (await fetch(`${orthanc.url}instances/${segmentation.ID}/file`)).arrayBuffer(),
  );
  expect(Buffer.compare(returned, bytes)).toBe(0);
  expect(Buffer.compare(readDicomSegExactly(returned, { source }).voxels, labelMap.voxels)).toBe(0);
});
