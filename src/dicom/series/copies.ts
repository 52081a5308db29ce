import { isAutosegError } from "../../errors.ts";
import { number } from "../dataset.ts";
import { mapBounded } from "./bounded.ts";
import type { ImageFile } from "./index-files.ts";
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
    const kept = new Map<string, ImageFile[]>();
    for (const image of [...own].sort((a, b) => (a.file.name < b.file.name ? -1 : 1))) {
      const place = placesOf(image);
      const rivals = kept.get(place) ?? [];
      let original: ImageFile | undefined;
      for (const rival of rivals)
        if (!original && (await haveSamePixels(image, rival, reader))) original = rival;
      if (original) copies.set(image, original);
      else {
        if (rivals[0])
          namesakes.set(image, `"${image.file.name}" and "${rivals[0].file.name}" have different pixels`);
        else if (kept.size > 0)
          namesakes.set(image, `"${image.file.name}" lies elsewhere than "${firstOf(kept).file.name}"`);
        kept.set(place, [...rivals, image]);
      }
    }
  };
  await mapBounded(shared, reader.concurrency, compare, signal);
  return { copies, namesakes };
}

function firstOf(kept: ReadonlyMap<string, readonly ImageFile[]>): ImageFile {
  return [...kept.values()][0]![0]!;
}

/** What tells images of one UID apart by their headers. */
function placesOf({ dataset, frames }: ImageFile): string {
  const positions = frames.map(({ imagePositionPatient }) => imagePositionPatient?.join("\\"));
  return [number(dataset, "InstanceNumber"), ...positions].join(" ");
}

/** Whether the images of two files have the same values; their bytes may differ, in another transfer syntax for one. */
async function haveSamePixels(a: ImageFile, b: ImageFile, reader: SliceReader): Promise<boolean> {
  try {
    if (a.file.remote === undefined && b.file.remote === undefined) {
      const [first, second] = await Promise.all([a.file.arrayBuffer(), b.file.arrayBuffer()]);
      if (areEqual(new Uint8Array(first), new Uint8Array(second))) return true;
    }
    if (a.frames.length !== b.frames.length) return false;
    for (const { frameIndex } of a.frames) {
      const [[first], [second]] = [
        await reader.readFrames(a.file, [frameIndex]),
        await reader.readFrames(b.file, [frameIndex]),
      ];
      if (!areEqual(first!, second!)) return false;
    }
    return true;
  } catch (error) {
    // What cannot be read is said by whoever reads it for good.
    if (isAutosegError(error)) return false;
    throw error;
  }
}

function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
