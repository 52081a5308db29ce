/**
 * Tagged errors of the library. Every message says what was expected, what was found and what to do next;
 * `code` is for programs, `details` holds the values the message was made from.
 */

/** What can go wrong, by the room that says so. */
export interface AutosegErrorDetails {
  /** No file of the input is a DICOM image that can be read. */
  "no-dicom-images": { readonly fileCount: number };
  /** A file is not DICOM, or ends before it should. */
  "unreadable-dicom": { readonly fileName: string };
  /** The transfer syntax or pixel format is outside what is supported. */
  "unsupported-pixels": { readonly fileName: string; readonly transferSyntaxUID?: string };
  /** The input holds several series and none was chosen. */
  "several-series": { readonly series: readonly { seriesInstanceUID: string; label: string }[] };
  /** The series asked for is not among those found. */
  "series-not-found": { readonly seriesInstanceUID: string };
  /** The slices of a series do not form one regular grid. */
  "irregular-series": { readonly seriesInstanceUID: string; readonly problem: GeometryProblem };
  /** A geometry that no grid can have (zero spacing, axes not perpendicular, wrong size). */
  "invalid-geometry": Record<string, never>;
  /** The manifest does not describe a model that can run. */
  "invalid-manifest": { readonly path: string };
  /** No model, or no file of it, at that place. */
  "model-not-found": { readonly location: string };
  /** The model file's SHA-256 is not the manifest's. */
  "model-hash-mismatch": { readonly expected: string; readonly found: string };
  /** onnxruntime cannot load the model file, or it does not fit its manifest. */
  "invalid-model": { readonly name: string };
  /** The model is not made for this kind of image. */
  "model-mismatch": { readonly expected: string; readonly found: string };
  /** The execution provider failed. */
  "inference-failed": { readonly provider: string };
  /** The provider's memory is exhausted. */
  "out-of-memory": { readonly provider: string };
  /** The graphics device is gone: a driver was reset, an adapter removed, or the browser took it away. */
  "device-lost": { readonly provider: string };
  /** The model needs more than a graphics adapter has. */
  "adapter-too-small": { readonly needed: number; readonly found: number };
  /** A provider computes something else than the model's reference says. */
  "wrong-numbers": { readonly provider: string; readonly expected: number; readonly found: number };
  /** No execution provider could be started. */
  "no-provider": { readonly tried: readonly string[]; readonly why?: string };
  /** The file is a DICOM object, but no segmentation that can be shown here. */
  "invalid-segmentation": { readonly fileName: string };
  /** The segmentation was made for other images than those that are open. */
  "foreign-segmentation": { readonly fileName: string };
  /** The segmentation has overlapping segments, which one label map cannot hold. */
  "overlapping-segments": { readonly fileName: string };
  /** Another program's metadata lacks what a derived object needs; `missing` are DICOM keywords. */
  "incomplete-metadata": { readonly missing: readonly string[] };
  /** What should be written as DICOM-SEG breaks a rule of the standard. */
  "segmentation-not-writable": Record<string, never>;
  /** A value given to a function is outside what its docstring allows. */
  "invalid-argument": Record<string, never>;
  /** There is no file or folder at a path that was given. */
  "input-not-found": { readonly path: string };
  /** A DICOMweb server refused, failed or did not answer; `status` is HTTP's, where there was an answer, `found` a clause. */
  "dicomweb-failed": { readonly url: string; readonly found: string; readonly status?: number };
  /** A server did not take an object, or gave back another one than it was sent; the object is still where it was. */
  "store-failed": { readonly url: string; readonly found: string; readonly status?: number };
  /** The search on a DICOMweb server found several studies and none was chosen. */
  "several-studies": { readonly studies: readonly { readonly url: string; readonly label: string }[] };
  /** A result cannot be written to the place that was given. */
  "not-writable": { readonly path: string };
  /** The user cancelled. */
  cancelled: Record<string, never>;
}

/** How the slices of a series fail to form a grid. */
export type GeometryProblem =
  | "missing-slice"
  | "duplicate-position"
  | "mixed-orientation"
  | "missing-spacing"
  | "missing-position"
  | "uneven-spacing"
  | "gantry-tilt"
  | "mixed-size"
  | "mixed-frame-of-reference"
  | "too-few-slices";

export type AutosegErrorCode = keyof AutosegErrorDetails;

/** The one error class of the library; `isAutosegError` narrows it by code. */
export class AutosegError<Code extends AutosegErrorCode = AutosegErrorCode> extends Error {
  override readonly name = "AutosegError";
  readonly code: Code;
  readonly details: AutosegErrorDetails[Code];

  constructor(
    code: Code,
    message: string,
    details: AutosegErrorDetails[Code],
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** True when `error` is an {@link AutosegError}, of that code if one is given. */
export function isAutosegError<Code extends AutosegErrorCode = AutosegErrorCode>(
  error: unknown,
  code?: Code,
): error is AutosegError<Code> {
  return error instanceof AutosegError && (code === undefined || error.code === code);
}

/** Throws the typed `cancelled` error when the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AutosegError("cancelled", "Cancelled.", {});
}

/** An error in a form that structured cloning carries whole between threads. */
export interface SerializedError {
  readonly code: AutosegErrorCode | undefined;
  readonly message: string;
  readonly details: unknown;
}

/** The error as plain data, for posting to another thread. */
export function toSerializedError(error: unknown): SerializedError {
  if (isAutosegError(error)) return { code: error.code, message: error.message, details: error.details };
  return { code: undefined, message: error instanceof Error ? error.message : String(error), details: {} };
}

/** The error that {@link toSerializedError} flattened. */
export function fromSerializedError({ code, message, details }: SerializedError): Error {
  return code === undefined ? new Error(message) : new AutosegError(code, message, details as never);
}
