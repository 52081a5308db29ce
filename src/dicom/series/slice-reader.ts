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

/** What a file is, according to its header. */
export type HeaderReading =
  | {
      readonly kind: "dicom";
      readonly transferSyntaxUID: string;
      readonly dataset: Dataset;
      readonly hasPixelData: boolean;
      /** Length of uncompressed PixelData as its element states it; undefined if unknown. */
      readonly nativeBytes?: number | undefined;
      /** Size of the file; undefined if not known yet. */
      readonly sizeBytes: number | undefined;
    }
  /** Not a DICOM file. */
  | { readonly kind: "foreign"; readonly isEmpty: boolean }
  /** A damaged DICOM file. */
  | {
      readonly kind: "unreadable";
      readonly error: AutosegError;
      /** Whether it may be an image, as far as can be told. */
      readonly mayBeSlice: boolean;
    };

/** The voxels of one image after the rescale. */
export type SliceVoxels = Int16Array | Float32Array;

/** Reads single files, in this thread or in workers. */
export interface SliceReader {
  /** How many files it works on at a time. */
  readonly concurrency: number;
  /** How many headers it reads at a time. */
  readonly headerConcurrency: number;
  readHeader(file: SourceFile): Promise<HeaderReading>;
  /**
   * Rescaled voxels of some frames (zero-based) of a file. Int16 voxels of a frame with an entry in `places` are written
   * there, and that array is returned.
   * @throws AutosegError `unreadable-dicom`, `unsupported-pixels`.
   */
  readFrames(file: SourceFile, frameIndices: readonly number[], places?: Places): Promise<SliceVoxels[]>;
}

/** Memory to write the voxels of each frame to. */
export type Places = readonly (Int16Array | undefined)[];

/** Reads in the calling thread. */
export const localSliceReader: SliceReader = {
  concurrency: 4,
  headerConcurrency: 16,
  readHeader,
  readFrames,
};

/**
 * A reader in this thread that parses each file only once. Parsed files are kept in memory as long as the file object, up to
 * this many bytes in total.
 */
export function createKeepingReader(mostBytes: number): SliceReader {
  const kept = new WeakMap<SourceFile, { readonly reading: HeaderReading; readonly parsed?: ParsedDicom }>();
  let left = mostBytes;
  return {
    ...localSliceReader,
    async readHeader(file) {
      const known = kept.get(file);
      if (known) return known.reading;
      if (file.remote || file.size === undefined || file.size > left) return readHeader(file);
      const bytes = await readBytes(file);
      left -= bytes.length;
      const parsed = takeApart(bytes, file.name);
      // If it cannot be parsed completely, its header may still be readable.
      const reading = parsed ? toReading(parsed, bytes.length) : readHeaderOf(file, bytes);
      kept.set(file, { reading, ...(parsed && { parsed }) });
      return reading;
    },
    async readFrames(file, frameIndices, places) {
      const parsed = kept.get(file)?.parsed;
      return parsed ? decodeFrames(parsed, frameIndices, places) : readFrames(file, frameIndices, places);
    },
  };
}

/** Undefined if it is not DICOM, or damaged. */
function takeApart(bytes: Uint8Array, fileName: string): ParsedDicom | undefined {
  try {
    return parseDataset(bytes, { fileName });
  } catch (error) {
    if (isAutosegError(error)) return undefined;
    throw error;
  }
}

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
      // Without PixelData, this part may have ended between two attributes.
      if (parsed.hasPixelData) return toReading(parsed, file.size);
    } catch (error) {
      if (!isAutosegError(error)) throw error;
      // The header may just be longer than this part: read the whole file.
    }
  }
  return readHeaderOf(file, await readBytes(file));
}

function readHeaderOf(file: SourceFile, bytes: Uint8Array): HeaderReading {
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
  return decodeFrames(parseDataset(await readBytes(file), { fileName: file.name }), frameIndices, places);
}

async function decodeFrames(
  parsed: ParsedDicom,
  frameIndices: readonly number[],
  places: Places = [],
): Promise<SliceVoxels[]> {
  const slices: SliceVoxels[] = [];
  for (const [index, frameIndex] of frameIndices.entries())
    slices.push(
      await withDecodedFrame(parsed, frameIndex, (frame) =>
        toSlice(parsed, frameIndex, frame, places[index]),
      ),
    );
  return slices;
}

/** Header of an image on a server, if the server sent it completely; undefined for files that must be read. */
export function remoteHeader({ remote }: SourceFile): HeaderReading | undefined {
  if (!remote?.header.isWhole) return undefined;
  const { dataset, transferSyntaxUID } = remote.header;
  // Reports and the like have no Rows, and no pixels.
  return {
    kind: "dicom",
    dataset,
    transferSyntaxUID,
    hasPixelData: dataset.Rows !== undefined,
    sizeBytes: undefined,
  };
}

/** Voxels of frames fetched from a server; `dataset` is that of the whole instance. */
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
  { transferSyntaxUID, dataset, hasPixelData, pixelData, ...stated }: ParsedDicom,
  sizeBytes: number | undefined,
): HeaderReading {
  const nativeBytes = pixelData?.kind === "native" ? pixelData.bytes.length : stated.nativeBytes;
  return { kind: "dicom", transferSyntaxUID, dataset, hasPixelData, nativeBytes, sizeBytes };
}

/** A file named like a DICOM file that is not one may be a lost slice: the user must be told. */
function notDicom(file: SourceFile, bytes: Uint8Array): HeaderReading {
  const isEmpty = bytes.length === 0;
  const baseName = file.name.split(/[\\/]/).at(-1) ?? "";
  const claimsDicom = /\.(dcm|dicom|ima)$/i.test(baseName) && !baseName.startsWith("._");
  if (!claimsDicom) return { kind: "foreign", isEmpty };
  const what = isEmpty ? "it is empty" : "it is not DICOM, though its name says so";
  return { kind: "unreadable", error: unreadable(file.name, what), mayBeSlice: true };
}

/** Whether a damaged file may be a slice: not if it is a DICOMDIR, or its file meta information names another SOP class. */
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

/** Turns disk and browser errors into an AutosegError. */
async function guard<T>(file: SourceFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isAutosegError(error)) throw error;
    throw unreadable(file.name, `the file could not be opened (${(error as Error).message ?? error})`, error);
  }
}

/** Modality of a header in upper case; "" if it has none. */
export function modalityOf(dataset: Dataset): string {
  return (text(dataset, "Modality") ?? "").toUpperCase();
}
