import { AutosegError, isAutosegError } from "../../errors.ts";
import { type Dataset, text } from "../dataset.ts";
import {
  looksLikeDicom,
  type ParsedDicom,
  parseDataset,
  parseMetaInformation,
} from "../parse/parse-dataset.ts";
import { type DecodedFrame, withDecodedFrame } from "../pixels/decode-frame.ts";
import { toSingleFrame } from "../pixels/encoded-frame.ts";
import { applyRescale } from "../pixels/rescale.ts";
import { unreadable } from "../refusals.ts";
import { isImageClass, isStandardSopClass } from "../sop-classes.ts";
import { rescaleOf } from "./grey-values.ts";
import type { FetchedFrames, SourceFile } from "./source-file.ts";

/** What a file turned out to be, by its header. */
export type HeaderReading =
  | {
      readonly kind: "dicom";
      readonly transferSyntaxUID: string;
      readonly dataset: Dataset;
      readonly hasPixelData: boolean;
      /** Bytes of uncompressed pixels, as their element states; undefined where nobody knows. */
      readonly nativeBytes?: number | undefined;
      /** Size of the file; undefined where nobody knows it yet. */
      readonly sizeBytes: number | undefined;
    }
  /** No DICOM file at all. */
  | { readonly kind: "foreign"; readonly isEmpty: boolean }
  /** A DICOM file that is damaged. */
  | {
      readonly kind: "unreadable";
      readonly error: AutosegError;
      /** Whether it may be an image, as far as it can be told. */
      readonly mayBeSlice: boolean;
    };

/** The voxels of one image after the rescale. */
export type SliceVoxels = Int16Array | Float32Array;

/** Does the work on single files: in this thread, or in workers. */
export interface SliceReader {
  /** How many files it works on at a time. */
  readonly concurrency: number;
  /** How many headers it reads at a time. */
  readonly headerConcurrency: number;
  readHeader(file: SourceFile): Promise<HeaderReading>;
  /**
   * Voxels of the frames (zero-based) of a file, after the rescale: written in the frame's place and answered as that,
   * if they are Int16 and it has one.
   * @throws AutosegError `unreadable-dicom`, `unsupported-pixels`.
   */
  readFrames(file: SourceFile, frameIndices: readonly number[], places?: Places): Promise<SliceVoxels[]>;
}

/** Memory for the voxels of each of some frames. */
export type Places = readonly (Int16Array | undefined)[];

/** The reader that works in the thread it is called in. */
export const localSliceReader: SliceReader = {
  concurrency: 4,
  headerConcurrency: 16,
  readHeader,
  readFrames,
};

/** Enough for the header of most files. */
const headBytes = 32 * 1024;

async function readHeader(file: SourceFile): Promise<HeaderReading> {
  const remote = remoteHeader(file);
  if (remote) return remote;
  const head = await readHead(file);
  if (head) {
    if (!looksLikeDicom(head)) return notDicom(file, head);
    try {
      const parsed = parseDataset(head, { fileName: file.name, headerOnly: true });
      // Without them the part may have ended between two attributes.
      if (parsed.hasPixelData) return toReading(parsed, file.size);
    } catch (error) {
      if (!isAutosegError(error)) throw error;
      // Its header may only be longer than this part: the whole file tells.
    }
  }
  const bytes = await readBytes(file);
  if (!looksLikeDicom(bytes)) return notDicom(file, bytes);
  try {
    return toReading(parseDataset(bytes, { fileName: file.name, headerOnly: true }), bytes.length);
  } catch (error) {
    if (isAutosegError(error)) return { kind: "unreadable", error, mayBeSlice: mayBeSlice(file.name, bytes) };
    throw error;
  }
}

async function readFrames(
  file: SourceFile,
  frameIndices: readonly number[],
  places: Places = [],
): Promise<SliceVoxels[]> {
  if (file.remote?.header.isWhole)
    return decodeFetched(
      file.remote.header.dataset,
      await file.remote.fetchFrames(frameIndices),
      frameIndices,
      places,
    );
  const parsed = parseDataset(await readBytes(file), { fileName: file.name });
  const slices: SliceVoxels[] = [];
  for (const [index, frameIndex] of frameIndices.entries())
    slices.push(
      await withDecodedFrame(parsed, frameIndex, (frame) =>
        toSlice(parsed, frameIndex, frame, places[index]),
      ),
    );
  return slices;
}

/** Header of an image on a server, if that is all there is to know; undefined for files that are to be read. */
export function remoteHeader({ remote }: SourceFile): HeaderReading | undefined {
  if (!remote?.header.isWhole) return undefined;
  const { dataset, transferSyntaxUID } = remote.header;
  // Reports and the like have neither.
  return {
    kind: "dicom",
    dataset,
    transferSyntaxUID,
    hasPixelData: dataset.Rows !== undefined,
    sizeBytes: undefined,
  };
}

/** Voxels of frames that were fetched; `dataset` is the whole instance's. */
export async function decodeFetched(
  dataset: Dataset,
  { fileName, transferSyntaxUID, frames }: FetchedFrames,
  frameIndices: readonly number[],
  places: Places = [],
): Promise<SliceVoxels[]> {
  const slices: SliceVoxels[] = [];
  for (const [index, frameIndex] of frameIndices.entries()) {
    const single = toSingleFrame(fileName, transferSyntaxUID, dataset, frames[index]!);
    const whole = { ...single, dataset };
    slices.push(
      await withDecodedFrame(single, 0, (frame) => toSlice(whole, frameIndex, frame, places[index])),
    );
  }
  return slices;
}

function toSlice(
  parsed: ParsedDicom,
  frameIndex: number,
  frame: DecodedFrame,
  place: Int16Array | undefined,
): SliceVoxels {
  const { fileName, transferSyntaxUID, dataset } = parsed;
  const unsupported = (message: string) =>
    new AutosegError("unsupported-pixels", message, { fileName, transferSyntaxUID });
  const photometric = text(dataset, "PhotometricInterpretation");
  const isGrey = photometric === undefined || photometric.startsWith("MONOCHROME");
  if (frame.samplesPerPixel !== 1 || !isGrey)
    throw unsupported(`"${fileName}" is a colour image, not a CT or MR slice. Remove it.`);
  return applyRescale(frame.values, rescaleOf({ fileName, dataset, frameIndex }), place);
}

function toReading(
  { transferSyntaxUID, dataset, hasPixelData, nativeBytes }: ParsedDicom,
  sizeBytes: number | undefined,
): HeaderReading {
  return { kind: "dicom", transferSyntaxUID, dataset, hasPixelData, nativeBytes, sizeBytes };
}

/** A file that is named as DICOM files are but is none may be a slice that was lost: that is for the user to know. */
function notDicom(file: SourceFile, bytes: Uint8Array): HeaderReading {
  const isEmpty = bytes.length === 0;
  const baseName = file.name.split(/[\\/]/).at(-1) ?? "";
  const claimsDicom = /\.(dcm|dicom|ima)$/i.test(baseName) && !baseName.startsWith("._");
  if (!claimsDicom) return { kind: "foreign", isEmpty };
  const what = isEmpty ? "it is empty" : "it is not DICOM, though its name says so";
  return { kind: "unreadable", error: unreadable(file.name, what), mayBeSlice: true };
}

/** Whether a damaged file may be a slice: a DICOMDIR is none, nor what its file meta information calls something else. */
function mayBeSlice(fileName: string, bytes: Uint8Array): boolean {
  const baseName = fileName.split(/[\\/]/).at(-1) ?? "";
  if (/^dicomdir(;\d+)?$/i.test(baseName)) return false;
  const sopClassUID = text(parseMetaInformation(bytes), "MediaStorageSOPClassUID");
  return sopClassUID === undefined || !isStandardSopClass(sopClassUID) || isImageClass(sopClassUID);
}

async function readHead(file: SourceFile): Promise<Uint8Array | undefined> {
  if (!file.slice || file.size === undefined || file.size <= headBytes * 2) return undefined;
  return guard(file, async () => new Uint8Array(await file.slice!(0, headBytes).arrayBuffer()));
}

async function readBytes(file: SourceFile): Promise<Uint8Array> {
  return guard(file, async () => new Uint8Array(await file.arrayBuffer()));
}

/** A file that the disk or the browser refuses to give. */
async function guard<T>(file: SourceFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isAutosegError(error)) throw error;
    throw unreadable(file.name, `the file could not be opened (${(error as Error).message ?? error})`, error);
  }
}

/** Modality of a header, upper case; "" where it has none. */
export function modalityOf(dataset: Dataset): string {
  return (text(dataset, "Modality") ?? "").toUpperCase();
}
