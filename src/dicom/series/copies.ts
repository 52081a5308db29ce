import { isAutosegError } from "../../errors.ts";
import { number, text } from "../dataset.ts";
import { mapBounded } from "./bounded.ts";
import type { ImageFile } from "./file-index.ts";
import type { SliceReader } from "./slice-reader.ts";

/** Files with the same SOP Instance UID. */
export interface Copies {
  /** Files with the same images as another file, which is kept: another folder of the same export, for instance. */
  readonly copies: ReadonlyMap<ImageFile, ImageFile>;
  /** Files that share a SOP Instance UID but hold different images, all of which are kept, and how they differ, in words. */
  readonly namesakes: ReadonlyMap<ImageFile, string>;
}

/**
 * Compares files that share a SOP Instance UID: by the positions of their frames, since some anonymisers give all images the
 * same UID, and by their pixels. Of copies, the first by name is kept.
 */
export async function findCopies(
  images: readonly ImageFile[],
  reader: SliceReader,
  signal?: AbortSignal,
): Promise<Copies> {
  const copies = new Map<ImageFile, ImageFile>();
  const namesakes = new Map<ImageFile, string>();
  const byUid = new Map<string, ImageFile[]>();
  for (const image of images) {
    const uid = image.frames[0]?.sopInstanceUID ?? "";
    if (uid === "") continue;
    const own = byUid.get(uid);
    if (own) own.push(image);
    else byUid.set(uid, [image]);
  }
  const shared = [...byUid.values()].filter((own) => own.length > 1);
  const compare = async (own: readonly ImageFile[]): Promise<void> => {
    const kept = new Map<string, Rivals>();
    for (const image of [...own].sort((a, b) => (a.file.name < b.file.name ? -1 : 1))) {
      const place = placesOf(image);
      const rivals = kept.get(place);
      if (!rivals) {
        const [other] = kept.values();
        if (other)
          namesakes.set(
            image,
            `"${image.file.name}" is at a different position from "${other.first.file.name}"`,
          );
        kept.set(place, { first: image, byFingerprint: new Map() });
        continue;
      }
      const original = await findOriginal(image, rivals, reader);
      if (original) copies.set(image, original);
      else
        namesakes.set(
          image,
          `"${image.file.name}" and "${rivals.first.file.name}" have different ${unitOf(image) === unitOf(rivals.first) ? "pixels" : "units"}`,
        );
    }
  };
  await mapBounded(shared, reader.concurrency, compare, signal);
  return { copies, namesakes };
}

/** Different images with the same UID and position. */
interface Rivals {
  readonly first: ImageFile;
  /** By a hash of their pixels, so that each is decoded only once. */
  readonly byFingerprint: Map<number, ImageFile>;
}

/** The positions of a file's frames: headers distinguish images with the same UID by these. */
function placesOf({ dataset, frames }: ImageFile): string {
  const places = frames.map((frame) => [
    frame.frameOfReferenceUID,
    frame.imagePositionPatient,
    frame.imageOrientationPatient,
    frame.pixelSpacing,
  ]);
  return JSON.stringify([number(dataset, "InstanceNumber"), places]);
}

/** The unit of a file's values: equal pixels in another unit mean something else. */
function unitOf({ dataset }: ImageFile): string {
  return JSON.stringify([text(dataset, "Modality"), text(dataset, "RescaleType"), text(dataset, "Units")]);
}

/** The rival with the same pixels: usually the same file, or one in another transfer syntax. */
async function findOriginal(
  image: ImageFile,
  { first, byFingerprint }: Rivals,
  reader: SliceReader,
): Promise<ImageFile | undefined> {
  try {
    if (await haveSameBytes(image, first)) return first;
    if (unitOf(image) !== unitOf(first)) return undefined;
    if (byFingerprint.size === 0) byFingerprint.set(await toFingerprint(first, reader), first);
    const fingerprint = await toFingerprint(image, reader);
    const rival = byFingerprint.get(fingerprint);
    if (rival && (await haveSamePixels(image, rival, reader))) return rival;
    byFingerprint.set(fingerprint, image);
    return undefined;
  } catch (error) {
    // If it cannot be read, the error is reported when the series is read.
    if (isAutosegError(error)) return undefined;
    throw error;
  }
}

async function haveSameBytes({ file: a }: ImageFile, { file: b }: ImageFile): Promise<boolean> {
  if (a.remote || b.remote || (a.size !== undefined && b.size !== undefined && a.size !== b.size))
    return false;
  const [first, second] = await Promise.all([a.arrayBuffer(), b.arrayBuffer()]);
  return areEqual(new Uint8Array(first), new Uint8Array(second));
}

async function toFingerprint({ file, frames }: ImageFile, reader: SliceReader): Promise<number> {
  let hash = frames.length;
  for (const { frameIndex } of frames) {
    const [voxels] = await reader.readFrames(file, [frameIndex]);
    for (const value of voxels!) hash = Math.imul(hash ^ value, 0x01000193) ^ (hash >>> 15);
  }
  return hash;
}

async function haveSamePixels(a: ImageFile, b: ImageFile, reader: SliceReader): Promise<boolean> {
  if (a.frames.length !== b.frames.length) return false;
  for (const { frameIndex } of a.frames) {
    const [first] = await reader.readFrames(a.file, [frameIndex]);
    const [second] = await reader.readFrames(b.file, [frameIndex]);
    if (!areEqual(first!, second!)) return false;
  }
  return true;
}

function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
