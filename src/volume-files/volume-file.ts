import { AutosegError } from "../errors.ts";
import type { Point, Vector } from "../geometry/index.ts";
import type { NamedSegment } from "./label-names.ts";
import type { RawValues } from "./raw-values.ts";

/** A NIfTI or NRRD file, in terms common to both. */
export interface VolumeFile {
  readonly fileName: string;
  readonly format: "NIfTI" | "NRRD";
  /** Voxels along the file's axes, in the order `i + size[0] * (j + size[1] * k)`. */
  readonly size: readonly [number, number, number];
  /** Values per voxel, stored consecutively; 1 except for overlapping segments. */
  readonly layers: number;
  /** Centre of the first voxel. */
  readonly originLps: Point<"lps">;
  /** Step from one voxel to the next along each axis, in mm. */
  readonly stepsLps: readonly [Vector<"lps">, Vector<"lps">, Vector<"lps">];
  /** As stored; `slope * value + intercept` is the image value. */
  readonly values: RawValues;
  readonly slope: number;
  readonly intercept: number;
  /** Description in the header; "" if none. */
  readonly description: string;
  /** Segments named in the header; usually none. */
  readonly segments: readonly NamedSegment[];
  /** Whether the header declares the values to be labels, which label files need not do. */
  readonly saysLabels: boolean;
  /** Notes for the user on how the header was read, in sentences. */
  readonly notes: readonly string[];
}

/** @param found a clause that follows the file's name: "is damaged: its gzip stream ends too early". */
export function invalidVolumeFile(
  fileName: string,
  found: string,
  cause?: unknown,
): AutosegError<"invalid-volume-file"> {
  return new AutosegError("invalid-volume-file", `"${fileName}" ${found}`, { fileName }, { cause });
}
