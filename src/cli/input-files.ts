import type { Stats } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import {
  type Dataset,
  matchMediaDirectory,
  notesOn,
  parseDataset,
  readSeries,
  referencedImages,
  type SourceFile,
  type SourceSeries,
  text,
} from "../dicom/index.ts";
import {
  labelMapSopClassUID,
  reportSopClassUID,
  segmentationSopClassUID,
  structureSetSopClassUID,
} from "../dicom-objects/index.ts";
import { type DicomWebOptions, openDicomWeb } from "../dicomweb/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import { findVolumeFormat, readVolumeImage } from "../volume-files/index.ts";
import { UsageError } from "./parse-command.ts";
import { printNote } from "./terminal.ts";

/** An input file; one on a server has no path. */
export interface InputFile extends SourceFile {
  readonly path?: string;
  /** Modification time, in milliseconds since 1970. */
  readonly modifiedMs?: number;
  /** Whether the user named its folder, not the file. */
  readonly isInFolder?: boolean;
}

/**
 * Whether a file may be the source of a result: any file that the user named, images and archives, but not results that an
 * earlier command left in a folder (SEG, RTSTRUCT, SR and anything but DICOM).
 */
export async function isSource(file: InputFile): Promise<boolean> {
  if (!file.isInFolder || /\.zip$/i.test(file.name)) return true;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (new TextDecoder().decode(bytes.subarray(128, 132)) !== "DICM") return false;
  try {
    const { dataset } = parseDataset(bytes, { fileName: file.name, headerOnly: true });
    return !resultSopClassUIDs.includes(text(dataset, "SOPClassUID") ?? "");
  } catch {
    return true;
  }
}

const resultSopClassUIDs: readonly string[] = [
  segmentationSopClassUID,
  labelMapSopClassUID,
  structureSetSopClassUID,
  reportSopClassUID,
];

/**
 * The files named, and all files in the folders named and their subfolders, sorted by name, without hidden ones. A DICOMDIR
 * stands for the files it lists, a DICOMweb URL for the images of its study or series.
 * @throws AutosegError `input-not-found`, and for URLs as openDicomWeb does.
 */
export async function findInputFiles(
  paths: readonly string[],
  options: DicomWebOptions = {},
): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const path of paths) {
    if (/^https?:\/\//.test(path)) {
      found.push(...(await openDicomWeb(path, options)));
      continue;
    }
    const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      throw new AutosegError(
        "input-not-found",
        `There is no file or folder ${path} (${cause.code}). Check the path.`,
        { path },
        { cause },
      );
    });
    if (stats.isDirectory()) found.push(...(await listFolder(path)));
    else if (/^dicomdir$/i.test(basename(path))) found.push(...(await listDisc(path)));
    else found.push(toInputFile(path, path, stats));
  }
  return found;
}

/**
 * The single file at a path.
 * @param kind what it should be, for error messages: "DICOM-SEG file".
 * @throws UsageError if there are several or none; AutosegError as {@link findInputFiles}.
 */
export async function findInputFile(path: string, kind: string): Promise<InputFile> {
  const files = await findInputFiles([path]);
  // A DICOMDIR stands for the files it lists, but is a file itself.
  const file =
    files.length === 1 ? files[0] : files.find((one) => one.path && resolve(one.path) === resolve(path));
  if (!file) throw new UsageError(`${path} is a folder; give one ${kind}.`);
  return file;
}

async function listFolder(folder: string): Promise<InputFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      ...toInputFile(path, relative(folder, path), await stat(path)),
      isInFolder: true,
    })),
  );
}

/** A DICOMDIR with the files it lists, or all files next to it if it is damaged; missing files are reported when read. */
async function listDisc(path: string): Promise<InputFile[]> {
  const name = basename(path);
  const files = await listFolder(dirname(path));
  const dataset = readDirectory(await readFile(path), name);
  if (!dataset) return files;
  const listed = new Set(matchMediaDirectory(name, dataset, files).found);
  return files.filter((file) => file.name === name || listed.has(file));
}

/** Undefined if damaged, which is reported when the files are read. */
function readDirectory(bytes: Uint8Array, fileName: string): Dataset | undefined {
  try {
    return parseDataset(bytes, { fileName, headerOnly: true }).dataset;
  } catch (error) {
    if (isAutosegError(error, "unreadable-dicom")) return undefined;
    throw error;
  }
}

function toInputFile(path: string, name: string, { size, mtimeMs }: Stats): InputFile {
  return {
    path,
    name,
    size,
    modifiedMs: mtimeMs,
    async arrayBuffer() {
      const { buffer, byteOffset, byteLength } = await readFile(path);
      // A small file may share its memory with others.
      return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
    },
    slice: (start, end) => ({ arrayBuffer: () => readPart(path, start, end) }),
  };
}

async function readPart(path: string, start: number, end: number): Promise<ArrayBuffer> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(end - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return bytes.buffer.slice(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The file named, if it is the only one and is NIfTI or NRRD. */
export async function findVolumeImage([file, second]: readonly InputFile[]): Promise<InputFile | undefined> {
  if (!file?.slice || second) return undefined;
  return (await findVolumeFormat({ slice: file.slice.bind(file) })) ? file : undefined;
}

/**
 * Reads the volume that segments were drawn on: the one whose images their object references, another series if
 * `seriesInstanceUID` names one, or the image in a NIfTI or NRRD file. Notes on how the volume was made go to stderr; whether
 * the object fits is checked when it is opened.
 * @throws AutosegError as readSeries; `several-series` if the object references none of several.
 */
export async function readSegmentedSeries(
  object: Uint8Array,
  files: readonly InputFile[],
  options: { readonly seriesInstanceUID?: string | undefined; readonly signal: AbortSignal },
): Promise<SourceSeries> {
  const { seriesInstanceUID, signal } = options;
  const isDicom = (await findVolumeFormat(new Blob([object.slice(0, 4096)]))) === undefined;
  const referenced = isDicom ? referencedImages(parseDataset(object).dataset) : undefined;
  const image = await findVolumeImage(files);
  const source = image
    ? (await readVolumeImage(new Uint8Array(await image.arrayBuffer()), { fileName: image.name })).series
    : await readSeries(files, {
        signal,
        ...(referenced && { referenced }),
        ...(seriesInstanceUID && { seriesInstanceUID }),
      });
  for (const note of notesOn(source)) printNote(`note: ${note}`);
  return source;
}
