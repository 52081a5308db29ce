import { inflateRaw } from "../parse/inflate.ts";
import { unreadable } from "../refusals.ts";
import type { SourceFile } from "./source-file.ts";

/** Larger inflated files could not be read as DICOM. */
const largestFileBytes = 2 ** 31 - 1;

/** Maximum total size of the inflated files of a small archive; for larger archives, the maximum ratio to its size. */
const [smallArchiveLimit, largestRatio] = [32 * 2 ** 20, 200];

/**
 * Replaces every ZIP archive (by its name) with its contents; an entry is inflated when it is read.
 * @throws AutosegError `unreadable-dicom` for an archive that is damaged, encrypted or in the 64-bit format.
 */
export async function expandZips(files: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  if (!files.some(isZip)) return files;
  const expanded: SourceFile[] = [];
  for (const file of files) {
    if (isZip(file)) expanded.push(...listEntries(new Uint8Array(await file.arrayBuffer()), file.name));
    else expanded.push(file);
  }
  return expanded;
}

function isZip(file: SourceFile): boolean {
  return /\.zip$/i.test(file.name);
}

/** The files of an archive, from its central directory (PKWARE APPNOTE 4.3.12), without folders and hidden files. */
function listEntries(archive: Uint8Array, archiveName: string): SourceFile[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const damaged = (what: string) => unreadable(archiveName, what);
  const end = findEnd(view);
  if (end === undefined) throw damaged("it is not a complete ZIP archive");
  const count = view.getUint16(end + 10, true);
  let position = view.getUint32(end + 16, true);
  if (count === 0xffff || position === 0xffffffff)
    throw damaged("it is a ZIP64 archive, which is not supported");
  const files: SourceFile[] = [];
  const limit = Math.max(smallArchiveLimit, archive.length * largestRatio);
  let inflatedBytes = 0;
  const places = new Set<number>();
  for (let index = 0; index < count; index++) {
    if (position + 46 > end || view.getUint32(position, true) !== 0x02014b50)
      throw damaged("the list of the ZIP archive is damaged");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) =>
      view.getUint16(position + at, true),
    );
    const name = new TextDecoder().decode(archive.subarray(position + 46, position + 46 + nameLength!));
    const entry = {
      name,
      isEncrypted: (view.getUint16(position + 8, true) & 1) === 1,
      method: view.getUint16(position + 10, true),
      crc32: view.getUint32(position + 16, true),
      compressedBytes: view.getUint32(position + 20, true),
      sizeBytes: view.getUint32(position + 24, true),
      headerAt: view.getUint32(position + 42, true),
    };
    position += 46 + nameLength! + extraLength! + commentLength!;
    if (places.has(entry.headerAt)) throw damaged("two files of the ZIP archive overlap");
    places.add(entry.headerAt);
    inflatedBytes += entry.sizeBytes;
    if (inflatedBytes > limit)
      throw damaged(`its files would inflate to more than ${Math.round(limit / 2 ** 20)} MiB`);
    const isHidden = name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
    if (!name.endsWith("/") && !isHidden)
      files.push({ name, arrayBuffer: async () => readEntry(archive, view, entry) });
  }
  return files;
}

interface Entry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly headerAt: number;
}

function readEntry(archive: Uint8Array, view: DataView, entry: Entry): ArrayBuffer {
  const { name, isEncrypted, method, crc32, compressedBytes, sizeBytes, headerAt } = entry;
  if (isEncrypted) throw unreadable(name, "it is encrypted in its ZIP archive");
  if (headerAt + 30 > archive.length || view.getUint32(headerAt, true) !== 0x04034b50)
    throw unreadable(name, "its entry in the ZIP archive is damaged");
  const start = headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
  const compressed = archive.subarray(start, start + compressedBytes);
  if (method !== 0 && method !== 8)
    throw unreadable(name, `its ZIP archive uses the unsupported compression method ${method}`);
  if (sizeBytes > largestFileBytes) throw unreadable(name, "it is larger than 2 GiB");
  const bytes = method === 0 ? compressed.slice() : inflateEntry(name, compressed, sizeBytes);
  if (bytes.length !== sizeBytes)
    throw unreadable(
      name,
      `${sizeBytes} bytes were expected in its ZIP archive, but there are ${bytes.length}`,
    );
  if (toCrc32(bytes) !== crc32)
    throw unreadable(name, "its checksum differs from the one in the ZIP archive");
  return bytes.buffer as ArrayBuffer;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function toCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index++)
    crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[index]!) & 255]!;
  return (crc ^ 0xffffffff) >>> 0;
}

function inflateEntry(name: string, compressed: Uint8Array, sizeBytes: number): Uint8Array {
  try {
    return inflateRaw(compressed, sizeBytes);
  } catch (error) {
    throw unreadable(name, `its ZIP archive is damaged (${(error as Error).message})`, error);
  }
}

/** Offset of the end record, which may be followed by a comment. */
function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let position = view.byteLength - 22; position >= first; position--)
    if (view.getUint32(position, true) === 0x06054b50) return position;
  return undefined;
}
