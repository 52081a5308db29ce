import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { createGrid, type Grid, type Point } from "../../../src/geometry/index.ts";
import { sourceOn } from "../../unit/dicom-objects/phantom.ts";
import { findPython, pythonWithCodecs } from "../installed.ts";
import { named, realData, runPython } from "./programs.ts";
import { filesIn } from "./source-files.ts";

/** An object as pydicom reads it: the stack its frames form, and which pixels each segment has in each slice. */
interface Reference {
  readonly file: string;
  readonly study: string;
  readonly frameOfReference: string | null;
  readonly origin: Point<"lps">;
  readonly directions: Grid["directionsLps"];
  readonly spacing: [number, number, number];
  readonly size: [number, number, number];
  /** SOPInstanceUIDs by slice, "" where the object names none. */
  readonly instances: string[];
  /** `segment/slice` -> SHA-256 of its mask, one byte a pixel. */
  readonly masks: Record<string, string>;
  readonly labels: Record<string, string>;
}

const program = `
import sys, json, hashlib, glob, os
import numpy as np, pydicom
def first(sequence): return sequence[0] if sequence else None
def group(frame, shared, keyword):
    return first(frame.get(keyword)) or first(shared.get(keyword))
def reference(path):
    d = pydicom.dcmread(path)
    frames = d.PerFrameFunctionalGroupsSequence
    count = int(d.get("NumberOfFrames") or 1)
    frames = frames[:count]
    shared = d.SharedFunctionalGroupsSequence[0]
    pixels = d.pixel_array.reshape(count, d.Rows, d.Columns)
    measures = group(frames[0], shared, "PixelMeasuresSequence")
    orientation = group(frames[0], shared, "PlaneOrientationSequence")
    row, column = ([1, 0, 0], [0, 1, 0]) if orientation is None else ([float(v) for v in orientation.ImageOrientationPatient[:3]], [float(v) for v in orientation.ImageOrientationPatient[3:]])
    normal = np.cross(row, column)
    positions = []
    for frame in frames:
        plane = group(frame, shared, "PlanePositionSequence")
        positions.append([0.0, 0.0, 0.0] if plane is None else [float(v) for v in plane.ImagePositionPatient])
    distances = [float(np.dot(p, normal)) for p in positions]
    sorted_distances = sorted(set(round(v, 3) for v in distances))
    gaps = np.diff(sorted_distances)
    gap = float(min(gaps)) if len(gaps) else 1.0
    slices = [int(round((v - sorted_distances[0]) / gap)) for v in distances]
    instances = [""] * (max(slices) + 1)
    masks, labels = {}, {}
    listed = set(i.ReferencedSOPInstanceUID for s in d.get("ReferencedSeriesSequence", []) for i in s.get("ReferencedInstanceSequence", []))
    def add(number, k, mask):
        if mask.any(): masks["%d/%d" % (number, k)] = hashlib.sha256(mask.astype("uint8").tobytes()).hexdigest()
    for frame, pixel, k in zip(frames, pixels, slices):
        derivation = first(frame.get("DerivationImageSequence"))
        source = first(derivation.get("SourceImageSequence")) if derivation else None
        if source is not None: instances[k] = source.ReferencedSOPInstanceUID
        if d.SegmentationType == "LABELMAP":
            for number in np.unique(pixel):
                if number != 0: add(number, k, pixel == number)
        else:
            number = group(frame, shared, "SegmentIdentificationSequence").ReferencedSegmentNumber
            limit = d.MaximumFractionalValue / 2 if d.SegmentationType == "FRACTIONAL" else 1
            add(number, k, pixel >= limit)
    for segment in d.SegmentSequence:
        if segment.SegmentNumber != 0: labels[str(segment.SegmentNumber)] = str(segment.SegmentLabel)
    spacing = [1.0, 1.0] if measures is None else [float(v) for v in measures.PixelSpacing]
    return dict(file=path, study=d.StudyInstanceUID, frameOfReference=d.get("FrameOfReferenceUID"),
        origin=positions[distances.index(min(distances))], directions=[row, column, list(map(float, normal))],
        spacing=[spacing[1], spacing[0], gap], size=[d.Columns, d.Rows, max(slices) + 1],
        instances=instances, masks=masks, labels=labels)
references = []
for path in sorted(glob.glob(os.path.join(sys.argv[1], "**", "*"), recursive=True)):
    if os.path.isdir(path): continue
    try: found = reference(path)
    except Exception as error:
        sys.stderr.write("%s: %s\\n" % (path, error)); continue
    if found: references.append(found)
print(json.dumps(references))
`;

function sourceFor(reference: Reference): SourceSeries {
  const grid = createGrid({
    size: reference.size,
    spacingMm: reference.spacing,
    originLps: reference.origin,
    directionsLps: reference.directions,
  });
  const source = sourceOn(grid);
  return {
    ...source,
    studyInstanceUID: reference.study,
    frameOfReferenceUID: reference.frameOfReference ?? source.frameOfReferenceUID,
    frameOfReferenceIsDerived: reference.frameOfReference === null,
    instances: source.instances.map((instance, k) => ({
      ...instance,
      sopInstanceUID: reference.instances[k] || instance.sopInstanceUID,
    })),
  };
}

function masksOf(labelMaps: Awaited<ReturnType<typeof readDicomSeg>>["labelMaps"]): Record<string, string> {
  const masks: Record<string, string> = {};
  for (const { grid, voxels, segments } of labelMaps) {
    const frameSize = grid.size[0] * grid.size[1];
    for (let k = 0; k < grid.size[2]; k++) {
      const slice = voxels.subarray(k * frameSize, (k + 1) * frameSize);
      for (const { segmentNumber } of segments) {
        if (!slice.includes(segmentNumber)) continue;
        const mask = slice.map((label) => (label === segmentNumber ? 1 : 0));
        masks[`${segmentNumber}/${k}`] = createHash("sha256").update(mask).digest("hex");
      }
    }
  }
  return masks;
}

const { path: python, missing } = pythonWithCodecs.path ? pythonWithCodecs : findPython("pydicom", "numpy");
const folder = realData("dicom-seg");
const references = python && folder ? (runPython(python, program, folder) as Reference[]) : [];

describe.skipIf(references.length === 0)(
  named("objects of other writers", references.length, missing ?? "no shared data"),
  () => {
    test.each(references.map((reference) => ({ name: basename(reference.file), reference })))(
      "have the voxels that pydicom sees, also once written again: $name",
      async ({ reference }) => {
        const source = sourceFor(reference);
        const { labelMaps } = await readDicomSeg(readFileSync(reference.file), {
          source,
          fileName: reference.file,
        });
        expect(masksOf(labelMaps)).toEqual(reference.masks);
        const labels = labelMaps.flatMap(({ segments }) =>
          segments.map(({ segmentNumber, label }) => [String(segmentNumber), label]),
        );
        expect(Object.fromEntries(labels)).toEqual(reference.labels);
        for (const labelMap of labelMaps) {
          const again = readDicomSegExactly(writeDicomSeg(labelMap, { source }), { source });
          expect(Buffer.compare(again.voxels, labelMap.voxels)).toBe(0);
          expect(again.segments).toEqual(labelMap.segments);
        }
      },
    );

    test("are 15 of 18; pydicom cannot decode the others", (context) => {
      if (pythonWithCodecs.missing) context.skip(pythonWithCodecs.missing);
      expect(references.length).toBe(15);
    });
  },
);

const liver = realData("dicom-seg/pydicom-data");
describe.skipIf(!liver || !python)(
  named("compressions that pydicom cannot decode", liver && python, liver ? missing : "no shared data"),
  () => {
    test.each([
      { compressed: "data__liver_rle.dcm", plain: "data__liver.dcm" },
      { compressed: "data__liver_deflate.dcm", plain: "data__liver.dcm" },
      { compressed: "data__liver_nonbyte_aligned_deflate.dcm", plain: "data__liver_nonbyte_aligned.dcm" },
    ])("give what the uncompressed object holds: $compressed", async ({ compressed, plain }) => {
      const reference = references.find(({ file }) => basename(file) === plain)!;
      const bytes = readFileSync(join(liver!, compressed));
      const { labelMaps } = await readDicomSeg(bytes, { source: sourceFor(reference) });
      expect(masksOf(labelMaps)).toEqual(reference.masks);
    });
  },
);

const pet = realData("dicom/pet-with-seg");
describe.skipIf(!pet)(
  named("a PET and the object that 3D Slicer wrote for it", pet, "no shared data"),
  () => {
    test("fit", async () => {
      const source = await readSeries(await filesIn(join(pet!, "PET")));
      const [file] = await filesIn(join(pet!, "SEG"));
      const bytes = new Uint8Array(await file!.arrayBuffer());
      const { labelMaps, notes } = await readDicomSeg(bytes, { source });
      expect(notes).toEqual([]);
      expect(labelMaps.flatMap(({ segments }) => segments.map(({ label }) => label))).toMatchInlineSnapshot(`
        [
          "Neoplasm, Primary",
          "Neoplasm, Secondary",
        ]
      `);
      expect(
        labelMaps.map(({ voxels }) => voxels.reduce((sum, label) => sum + Math.min(label, 1), 0)),
      ).toMatchInlineSnapshot(`
        [
          266,
        ]
      `);
    });
  },
);
