import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { numbers, parseDataset } from "../../src/dicom/index.ts";
import { findPython } from "../conformance/installed.ts";
import { sampleFiles, sampleFolder } from "../e2e/sample-study.ts";

const python = findPython("pydicom", "numpy");

/** What pydicom reads in a segmentation. Not our own reader, which might share a fault with our writer. */
export interface ReadLabels {
  /** SHA-256 of the labels, one byte each, slices from feet to head. */
  readonly hash: string;
  readonly segments: readonly string[];
  readonly patient: string;
}

/** Why there is no pydicom; undefined if there is. */
export const noPydicom = "missing" in python ? python.missing : undefined;

/** @param slices of the sample that the volume has. */
export function readLabelsByPydicom(path: string, slices: { from: number; to: number }): ReadLabels {
  const places = sampleFiles()
    .slice(slices.from, slices.to)
    .map((name) => {
      const { dataset } = parseDataset(new Uint8Array(readFileSync(join(sampleFolder, name))));
      return numbers(dataset, "ImagePositionPatient")![2]!;
    });
  const script = join(import.meta.dirname, "read_labels.py");
  const output = execFileSync((python as { path: string }).path, [script, path, places.join(",")], {
    encoding: "utf8",
  });
  return JSON.parse(output) as ReadLabels;
}
