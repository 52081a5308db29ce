import { AutosegError } from "../errors.ts";
import type { Point, Vector } from "../geometry/index.ts";
import type { NamedSegment } from "./label-names.ts";
import type { RawValues } from "./raw-values.ts";

/** A file of voxels that is not DICOM: what of NIfTI and NRRD is the same. */
export interface VolumeFile {
  readonly fileName: string;
  readonly format: "NIfTI" | "NRRD";
  /** Voxels along the file's axes, in the order `i + size[0] * (j + size[1] * k)`. */
  readonly size: readonly [number, number, number];
  /** Values of a voxel, one after the other; 1 but for label maps of segments that overlap. */
  readonly layers: number;
  /** Centre of the first voxel. */
  readonly originLps: Point<"lps">;
  /** From one voxel to the next along each axis, in millimetres. */
  readonly stepsLps: readonly [Vector<"lps">, Vector<"lps">, Vector<"lps">];
  /** As they are stored; `slope * value + intercept` is what they mean. */
  readonly values: RawValues;
  readonly slope: number;
  readonly intercept: number;
  /** What the header says of the image in words; "" where it says nothing. */
  readonly description: string;
  /** The segments that the header names; none for most files. */
  readonly segments: readonly NamedSegment[];
  /** Whether the header says that the values are labels; files of labels need not say so. */
  readonly saysLabels: boolean;
  /** What the user should know of how the header was read, in sentences. */
  readonly notes: readonly string[];
}

/** `found` is a clause after the file's name: "is damaged: its gzip stream ends too early". */
export function invalidVolumeFile(
  fileName: string,
  found: string,
  cause?: unknown,
): AutosegError<"invalid-volume-file"> {
  return new AutosegError("invalid-volume-file", `"${fileName}" ${found}`, { fileName }, { cause });
}
