import { Gunzip } from "fflate";
import { parseNifti } from "./nifti.ts";
import { parseNrrd } from "./nrrd.ts";
import { invalidVolumeFile, type VolumeFile } from "./volume-file.ts";

type VolumeFormat = VolumeFile["format"];

/** Bytes at the beginning of a file that tell its format, compressed or not. */
const headBytes = 4096;

/**
 * Recognises NIfTI (compressed or not, including header/image pairs and Analyze, so that an error can name them) and NRRD by
 * the first bytes; undefined for anything else.
 */
export async function findVolumeFormat(file: {
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}): Promise<VolumeFormat | undefined> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  return formatOf(head[0] === 0x1f && head[1] === 0x8b ? unpackHead(head) : head);
}

function formatOf(head: Uint8Array): VolumeFormat | undefined {
  if (new TextDecoder("latin1").decode(head.subarray(0, 7)) === "NRRD000") return "NRRD";
  if (head.length < 348) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const size = [view.getInt32(0, true), view.getInt32(0, false)];
  return size.includes(348) || size.includes(540) ? "NIfTI" : undefined;
}

/** What the beginning of a gzip stream unpacks to; empty if damaged. */
function unpackHead(head: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  const stream = new Gunzip((chunk) => chunks.push(chunk));
  try {
    stream.push(head);
  } catch {
    return new Uint8Array(0);
  }
  const [first = new Uint8Array(0)] = chunks;
  return first;
}

/**
 * Parses a NIfTI or NRRD file.
 * @throws AutosegError `invalid-volume-file`.
 */
export async function parseVolumeFile(bytes: Uint8Array<ArrayBuffer>, fileName: string): Promise<VolumeFile> {
  const format = await findVolumeFormat(new Blob([bytes.subarray(0, headBytes)]));
  if (format === "NRRD") return parseNrrd(bytes, fileName);
  if (format === "NIfTI" || /\.nii(\.gz)?$/i.test(fileName)) return parseNifti(bytes, fileName);
  throw invalidVolumeFile(fileName, "is neither a NIfTI nor a NRRD file.");
}
