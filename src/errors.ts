/**
 * Typed errors of the library. Every message says what was found, what was expected and what to do. `code` is for
 * programs; `details` holds the values that the message was made from. docs/errors.md is made from this file
 * (`npm run -s docs:errors`).
 */

/** All errors by code: their fields, what they mean and what to do. */
export interface AutosegErrorDetails {
  /** No file of the input is a DICOM image that can be read. Choose a folder or study with CT, MR, PET or NM images. */
  "no-dicom-images": { readonly fileCount: number };
  /** A file is not DICOM, is cut short, or could not be read to its end. Copy or download the file again. */
  "unreadable-dicom": { readonly fileName: string };
  /** The transfer syntax or pixel format is not supported. Convert the images to another transfer syntax. */
  "unsupported-pixels": { readonly fileName: string; readonly transferSyntaxUID?: string };
  /** The input holds several series and none was chosen. Choose one of `series`. */
  "several-series": { readonly series: readonly { seriesInstanceUID: string; label: string }[] };
  /** The series asked for is not among those found. Choose one that is. */
  "series-not-found": { readonly seriesInstanceUID: string };
  /** The slices of a series do not form one regular grid; `problem` says why. Load the scanner's original images. */
  "irregular-series": { readonly seriesInstanceUID: string; readonly problem: GeometryProblem };
  /** No grid can have this geometry (zero spacing, axes that are not perpendicular), or two grids that must match differ. */
  "invalid-geometry": Record<string, never>;
  /** The manifest does not describe a model that can run; `path` is the entry at fault. Correct the manifest. */
  "invalid-manifest": { readonly path: string };
  /** There is no model, or no file of one, under this name or address. Check the name or address. */
  "model-not-found": { readonly location: string };
  /** No model was given, or none fits the series and none was chosen. Choose one of `models`. */
  "no-model-chosen": { readonly models: readonly string[] };
  /** The SHA-256 of the model file is not the one in its manifest. Download the model again. */
  "model-hash-mismatch": { readonly expected: string; readonly found: string };
  /** onnxruntime cannot load the model file, or the file does not match its manifest. Correct the model or its manifest. */
  "invalid-model": { readonly name: string };
  /** The model was not made for this kind of image. Choose another model or another series. */
  "model-mismatch": { readonly expected: string; readonly found: string };
  /** The execution provider failed during a run. Run the model again; finished slices are kept. */
  "inference-failed": { readonly provider: string };
  /** The execution provider ran out of memory, or a run needs more than the computer has. Close other programs, or choose another device, a smaller box or another model. */
  "out-of-memory": { readonly provider: string };
  /** The GPU device was lost: the driver was reset, the adapter was removed, or the browser took it away. Run again. */
  "device-lost": { readonly provider: string };
  /** The model needs a larger GPU buffer than the adapter allows; both sizes are in bytes. Run on the CPU. */
  "adapter-too-small": { readonly needed: number; readonly found: number };
  /** The provider's output differs from the model's reference output. Choose another device. */
  "wrong-numbers": { readonly provider: string; readonly expected: number; readonly found: number };
  /** None of the execution providers in `tried` could be started. Choose another device, or install its driver. */
  "no-provider": { readonly tried: readonly string[]; readonly why?: string };
  /** The DICOM file is not a segmentation, or breaks a rule that reading depends on. Export it again. */
  "invalid-segmentation": { readonly fileName: string };
  /** The segmentation refers to other images than those that are open. Open the series it was made for. */
  "foreign-segmentation": { readonly fileName: string };
  /** A NIfTI or NRRD file is damaged, is of a kind that cannot be opened, or does not fit the open image; the message says which. */
  "invalid-volume-file": { readonly fileName: string };
  /** Segments overlap, which one label map cannot hold. Open the file as several label maps. */
  "overlapping-segments": { readonly fileName: string };
  /** A segment cannot be written in DICOM: `field` is empty, too long or malformed. Correct that field. */
  "invalid-segment": { readonly segmentNumber: number; readonly field: string };
  /** Another program's metadata lacks the attributes in `missing` (DICOM keywords), which a derived object needs. */
  "incomplete-metadata": { readonly missing: readonly string[] };
  /** The object to be written would break a rule of DICOM. Change what the message names. */
  "segmentation-not-writable": Record<string, never>;
  /** The value given for `argument` is outside what the function's documentation allows. Pass another value. */
  "invalid-argument": { readonly argument: string };
  /** A file does not contain preferences, or one entry cannot be used; `path` is the entry. Nothing was changed. Export it again. */
  "invalid-preferences": { readonly path: string };
  /** An edit or a run is in progress. Wait for it to finish, or cancel it. */
  busy: { readonly with: "edit" | "run" };
  /** No volume or segmentation is open. Open one first. */
  "not-open": { readonly needed: "volume" | "segmentation" };
  /** The segmentation of `volumeId` has changes that were not exported. Export them, or close it to discard them. */
  "unsaved-work": { readonly volumeId: string };
  /** The volume in Cornerstone's cache is missing or incomplete. Wait until it is loaded, or load it again. */
  "volume-not-loaded": { readonly volumeId: string };
  /** The browser's database did not answer within `waitedMs` milliseconds. Unsaved work stays on screen; export it. */
  "storage-failed": { readonly waitedMs: number };
  /** A web worker died; `found` is what is known of it. Try again, or with less data. */
  "worker-stopped": { readonly task: WorkerTask; readonly found: string };
  /** There is no file or folder at this path. Check the path. */
  "input-not-found": { readonly path: string };
  /** A DICOMweb server refused, failed or did not answer. `status` is the HTTP status of its answer, if any; `isUnusable` means that the answer was not what was requested; `retryAfterMs` is how long the server asks to wait. */
  "dicomweb-failed": {
    readonly url: string;
    readonly found: string;
    readonly status?: number;
    readonly isUnusable?: true;
    readonly retryAfterMs?: number;
  };
  /** A server did not accept an object, or returned a different one. The object is still here; store it again. */
  "store-failed": { readonly url: string; readonly found: string; readonly status?: number };
  /** The search on a DICOMweb server found several studies and none was chosen. Choose one of `studies`. */
  "several-studies": { readonly studies: readonly { readonly url: string; readonly label: string }[] };
  /** A result cannot be written to this path. Choose another path. */
  "not-writable": { readonly path: string };
  /** A worker's script or WebAssembly is not at its address. Copy the assets there, or name the folders that have them. */
  "missing-assets": { readonly address: string; readonly found: string };
  /** The page's Content-Security-Policy forbids `directive`, which the library needs. Allow it in the server's header. */
  "blocked-by-policy": { readonly directive: "worker-src" | "wasm-unsafe-eval" };
  /** A second series cannot be shown over the first; `reason` says why. Choose one of the same frame of reference, or volume viewports. */
  "overlay-not-possible": { readonly reason: "frame-of-reference" | "viewports" };
  /** Cornerstone3D is absent, not started, there twice, or of a version outside `expected`. Correct the application's packages. */
  "wrong-cornerstone": { readonly found: string; readonly expected: string };
  /** The rules of an archive are invalid; `path` is the entry at fault. Correct the file. */
  "invalid-rules": { readonly path: string };
  /** A file in an archive's results folder is damaged, or is not a result. Remove it, or copy it again. */
  "invalid-results": { readonly path: string };
  /** Work was chosen for another version of the model than the one that is installed. Install the same version everywhere. */
  "other-model-version": { readonly expected: string; readonly found: string };
  /** The queue of an archive cannot be used: a program or package is missing, or it does not answer. Install or start it. */
  "queue-unavailable": { readonly found: string };
  /** Series of an archive could not be segmented. See why with `autoseg archive status`. */
  "works-given-up": { readonly count: number };
  /** The archive answered, but not for some of its studies, so it is unknown which of their series are to be segmented. Run the command again. */
  "studies-not-examined": { readonly count: number };
  /** The user or the caller cancelled the operation. */
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

/** What a worker was doing when it died. */
export type WorkerTask = "write" | "edit" | "compare" | "surface";

export type AutosegErrorCode = keyof AutosegErrorDetails;

/** Maximum length of a message, in characters: a file may hold megabytes where a message quotes a word of it. */
const longestMessage = 4000;

/** Keeps the beginning and the end of every long quotation, and the beginning of a message that is still too long. */
function legible(message: string): string {
  const short = message.replace(/"([^"]{160})[^"]{20,}([^"]{80})"/gu, '"$1…$2"');
  return short.length > longestMessage ? `${short.slice(0, longestMessage)}…` : short;
}

/**
 * The one error class of the library; `isAutosegError` narrows it by code. Quotations of 260 characters and more are shortened
 * in the message, but not in `details`.
 */
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
    super(legible(message), options);
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

/** The error of a call that is not possible during an edit or a run. */
export function busyWith(activity: "edit" | "run"): AutosegError<"busy"> {
  const what = activity === "edit" ? "An edit" : "A run";
  return new AutosegError("busy", `${what} is in progress. Wait for it to finish, or cancel it.`, {
    with: activity,
  });
}

/** The error of a call that needs an open volume or segmentation. */
export function notOpen(needed: "volume" | "segmentation"): AutosegError<"not-open"> {
  return new AutosegError("not-open", `No ${needed} is open. Open one first.`, { needed });
}

/** The error of a worker that died during a task; `found` is what is known of the reason. */
export function workerStopped(task: WorkerTask, found: string): AutosegError<"worker-stopped"> {
  const message = `The worker for ${workerTasks[task]} stopped (${found}). Try again, or with less data.`;
  return new AutosegError("worker-stopped", message, { task, found });
}

const workerTasks: Readonly<Record<WorkerTask, string>> = {
  write: "writing files",
  edit: "editing",
  compare: "comparing segmentations",
  surface: "building surfaces",
};

/** Throws the typed `cancelled` error when the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AutosegError("cancelled", "Cancelled.", {});
}

/** An error as plain data, which can be posted between threads without loss. */
export interface SerializedError {
  /** Undefined for an error that is not the library's. */
  readonly code: AutosegErrorCode | undefined;
  readonly name: string;
  readonly message: string;
  readonly details: unknown;
  /** What caused it, if that is known. */
  readonly cause?: SerializedError;
}

/** Longest chain of causes; longer and circular ones are cut off. */
const mostCauses = 8;

/** The error as plain data with the chain of its causes, for posting to another thread. */
export function toSerializedError(error: unknown, causesLeft = mostCauses): SerializedError {
  const cause = error instanceof Error ? error.cause : undefined;
  return {
    code: isAutosegError(error) ? error.code : undefined,
    name: error instanceof Error ? error.name : "Error",
    message: error instanceof Error ? error.message : String(error),
    details: isAutosegError(error) ? error.details : {},
    ...(cause !== undefined && causesLeft > 0 && { cause: toSerializedError(cause, causesLeft - 1) }),
  };
}

/** The error that {@link toSerializedError} flattened, with its causes. */
export function fromSerializedError({ code, name, message, details, cause }: SerializedError): Error {
  const options = cause && { cause: fromSerializedError(cause) };
  if (code !== undefined) return new AutosegError(code, message, details as never, options);
  const error = new Error(message, options);
  error.name = name;
  return error;
}
