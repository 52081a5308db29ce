import { isAutosegError } from "../../errors.ts";
import { number, text } from "../dataset.ts";
import { mapBounded } from "./bounded.ts";
import type { ImageFile } from "./file-index.ts";
import type { SliceReader } from "./slice-reader.ts";

/** Files with one SOP Instance UID. */
export interface Copies {
  /** Files whose images are those of another one, which is kept: another folder of the same export, for instance. */
  readonly copies: ReadonlyMap<ImageFile, ImageFile>;
  /** Files that share a SOP Instance UID and are different images: all of them are kept. What is different, in words. */
  readonly namesakes: ReadonlyMap<ImageFile, string>;
}

/**
 * Looks at the files that share a SOP Instance UID: by the places of their frames, since some anonymisers give all
 * images one UID, and by their pixels. Of copies the first by name is kept.
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

/** Different images of one UID and place. */
interface Rivals {
  readonly first: ImageFile;
  /** By a hash of their pixels, so that each is decoded for it once. */
  readonly byFingerprint: Map<number, ImageFile>;
}

/** Where the frames of a file lie: what tells images of one UID apart by their headers. */
function placesOf({ dataset, frames }: ImageFile): string {
  const places = frames.map((frame) => [
    frame.frameOfReferenceUID,
    frame.imagePositionPatient,
    frame.imageOrientationPatient,
    frame.pixelSpacing,
  ]);
  return JSON.stringify([number(dataset, "InstanceNumber"), places]);
}

/** What the values of a file are in: the same pixels mean something else in another unit. */
function unitOf({ dataset }: ImageFile): string {
  return JSON.stringify([text(dataset, "Modality"), text(dataset, "RescaleType"), text(dataset, "Units")]);
}

/** The one of the rivals that has the same pixels: the file itself, as a rule, or in another transfer syntax. */
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
    // What cannot be read is said by whoever reads it for good.
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
