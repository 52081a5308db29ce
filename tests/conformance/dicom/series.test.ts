import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import { ijkToLps, type Point } from "../../../src/geometry/index.ts";
import { pythonWithCodecs } from "../installed.ts";
import { dataFolder, listFiles, obstacle, runPython } from "./python.ts";

interface Reference {
  readonly size: readonly number[];
  readonly type: "int16" | "float32";
  readonly sha256: string;
  readonly places: readonly { ijk: readonly number[]; lps: readonly number[] }[];
  readonly instances: readonly string[];
}

/** `codecs` marks those that pydicom decodes with its plug-ins alone. */
const series: readonly (readonly [folder: string, modality: string, unit: string, codecs?: "codecs"])[] = [
  ["dicom/ct-abdomen", "CT", "HU", "codecs"],
  ["dicom/ct-20-slices-j2k", "CT", "HU", "codecs"],
  ["dicom/ct-lung-rtstruct/dicom/image", "CT", "HU"],
  ["dicom/sarcoma-ct-mr-pet-rtstruct/CT/image", "CT", "HU"],
  ["dicom/sarcoma-ct-mr-pet-rtstruct/MR_T1/image", "MR", "arbitrary"],
  ["dicom/sarcoma-ct-mr-pet-rtstruct/PET/image", "PT", "arbitrary"],
  ["dicom/mr-head", "MR", "arbitrary"],
  ["dicom/pet-with-seg/PET", "PT", "arbitrary"],
  ["dicom-odd/series/d2n-generic-compressed_rle-001", "MR", "arbitrary"],
  ["dicom-odd/series/d2n-generic-compressed_jpeg-001", "MR", "arbitrary", "codecs"],
  ["dicom-odd/series/d2n-generic-compressed_jpegls-001", "MR", "arbitrary", "codecs"],
];

function toSourceFile(path: string): SourceFile {
  return {
    name: relative(dataFolder, path),
    async arrayBuffer() {
      const bytes = await readFile(path);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    },
  };
}

describe("real series are what pydicom and numpy make of them", () => {
  if (obstacle) {
    test.skip(`not compared: ${obstacle}`, () => undefined);
    return;
  }
  test.for(series)("%s", async ([folder, modality, unit, codecs], context) => {
    if (codecs && pythonWithCodecs.missing) context.skip(pythonWithCodecs.missing);
    const paths = listFiles(join(dataFolder, folder));
    const reference = runPython<Reference>("reference_series.py", [], paths.join("\n"));
    const { volume, instances } = await readSeries(paths.map(toSourceFile));
    expect(volume).toMatchObject({ modality, unit });
    expect(volume.grid.size).toEqual(reference.size);
    expect(instances.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(reference.instances);
    expect(volume.voxels).toBeInstanceOf(reference.type === "int16" ? Int16Array : Float32Array);
    const { buffer, byteOffset, byteLength } = volume.voxels;
    const sha256 = createHash("sha256")
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest("hex");
    expect(sha256).toBe(reference.sha256);
    for (const { ijk, lps } of reference.places) {
      // Between the first and the last slice the header's own rounding counts: mr-head has positions to 1 µm.
      const isEnd = ijk[2] === 0 || ijk[2] === reference.size[2]! - 1;
      ijkToLps(volume.grid, ijk as unknown as Point<"ijk">).forEach((value, axis) => {
        expect(Math.abs(value - lps[axis]!)).toBeLessThan(isEnd ? 1e-6 : 1e-3);
      });
    }
  });
});
