import { type Dataset, parseDataset, type SourceSeries, text } from "../dicom/index.ts";
import {
  checkDicomSeg,
  describeBrokenRule,
  predecessorOf,
  readDicomSeg,
  type SegmentationType,
  writeDicomSeg,
} from "../dicom-objects/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import { compareSegmentations } from "./compare-segmentations.ts";
import type { DicomWebOptions } from "./dicomweb-client.ts";
import {
  createObjectStore,
  type ObjectStore,
  type StorableObject,
  type StoreAnswer,
  storeFailed,
  toStorable,
} from "./store-object.ts";

export type StoreStage = "checking" | "asking" | "sending" | "reading back" | "writing as BINARY";

export interface StoreSegmentationOptions extends DicomWebOptions {
  /** The series that was segmented. */
  readonly source: SourceSeries;
  readonly onStage?: (stage: StoreStage) => void;
  /**
   * Whether to ask the server for the object before sending it: for UIDs under which others may have stored it. Servers
   * respond to a second object
   * with the same UID in different ways, and some lose the first.
   */
  readonly asksFirst?: boolean;
}

/** A segmentation that was stored on a server. */
export interface StoredSegmentation {
  /** The type that the server accepted. */
  readonly type: SegmentationType;
  /** The file that it accepted, and that it was compared with. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The address from which it can be read (WADO-RS). */
  readonly url: string;
  /** Whether it came back byte for byte; its segments and voxels always did. */
  readonly isIdentical: boolean;
  /** Differences from what was requested, in sentences for the user. */
  readonly notes: readonly string[];
}

/**
 * Stores a DICOM Segmentation on a DICOMweb server (STOW-RS): checks it, sends it, reads it back and compares segments and
 * voxels. Temporary failures are retried. If the server already has the object, from an attempt whose response was lost, it
 * counts as stored once it is read back and compared. A LABELMAP that the server rejects, or accepts but does not keep
 * unchanged, is sent as BINARY instead; one that merely fails to arrive is not. The caller's bytes never change.
 * @param address as for {@link parseDicomWebAddress}: "https://host/dicom-web".
 * @throws AutosegError `store-failed` if the server does not have the object in the end, `invalid-segmentation` for one that
 * violates the standard, `cancelled`, and as readDicomSeg.
 */
export async function storeSegmentation(
  address: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: StoreSegmentationOptions,
): Promise<StoredSegmentation> {
  const { source, onStage, ...web } = options;
  const store = createObjectStore(address, web);
  onStage?.("checking");
  const type = checkedType(bytes, source);
  const stored = await storeAndCompare(store, bytes, options);
  if (!("refusal" in stored)) return { ...stored, type, notes: [] };
  if (type !== "LABELMAP") throw stored.refusal;
  onStage?.("writing as BINARY");
  const second = await storeAndCompare(store, await toBinary(bytes, options), options);
  if ("refusal" in second) throw second.refusal;
  const note = `The server does not accept label map segmentations (${stored.refusal.details.found}); it was stored as BINARY, with the same segments and voxels.`;
  return { ...second, type: "BINARY", notes: [note] };
}

function checkedType(bytes: Uint8Array, source: SourceSeries): SegmentationType {
  const [broken] = checkDicomSeg(bytes, { source }).filter(({ severity }) => severity === "error");
  if (broken) {
    throw new AutosegError(
      "invalid-segmentation",
      `The segmentation was not sent: it breaks the DICOM standard (${describeBrokenRule(broken)}). Export it again.`,
      { fileName: "" },
    );
  }
  return text(parseDataset(bytes).dataset, "SegmentationType") as SegmentationType;
}

/** An object that is on the server. */
type Stored = Pick<StoredSegmentation, "bytes" | "url" | "isIdentical">;

/** The server rejects this object, whoever sends it and when; it may accept another type. */
interface Refused {
  readonly refusal: AutosegError<"store-failed">;
}

async function storeAndCompare(
  store: ObjectStore,
  bytes: Uint8Array<ArrayBuffer>,
  { source, signal, onStage, asksFirst = false }: StoreSegmentationOptions,
): Promise<Stored | Refused> {
  const object = toStorable(bytes);
  const url = store.urlOf(object);
  if (asksFirst) {
    onStage?.("asking");
    const there = await asStoreFailure(url, () => store.get(object));
    if (there) {
      const difference = await compareSegmentations(bytes, there, { source, signal });
      if (difference === undefined) return { bytes, url, isIdentical: isSame(bytes, there) };
      throw storeFailed(url, `the object it has under that UID differs: ${difference}`);
    }
  }
  onStage?.("sending");
  const answer = await sendOrFind(store, object);
  if (answer.outcome === "refused") {
    const refusal = storeFailed(url, answer.reason, answer.status);
    if (answer.isOfObject) return { refusal };
    throw refusal;
  }
  onStage?.("reading back");
  const returned = await asStoreFailure(url, () => store.get(object));
  if (!returned) {
    // A server that filters what it keeps may report that it accepted everything.
    if (answer.outcome === "taken")
      return { refusal: storeFailed(url, "the server accepted it, but does not have it") };
    const refusal = storeFailed(url, answer.reason, answer.status);
    if (answer.isOfObject) return { refusal };
    throw refusal;
  }
  const difference = await compareSegmentations(bytes, returned, { source, signal });
  if (difference === undefined) return { bytes, url, isIdentical: isSame(bytes, returned) };
  if (answer.outcome === "taken")
    return { refusal: storeFailed(url, `what it returned differs: ${difference}`) };
  throw storeFailed(
    url,
    `${answer.reason}; the object it has under that UID differs: ${difference}`,
    answer.status,
  );
}

/** Sends an object. If there was no response, the server may have it nevertheless, so it is asked for it. */
async function sendOrFind(store: ObjectStore, object: StorableObject): Promise<StoreAnswer> {
  const url = store.urlOf(object);
  try {
    return await store.store(object);
  } catch (error) {
    if (!isAutosegError(error, "dicomweb-failed")) throw error;
    const { status, found } = error.details;
    const isLost = status === undefined || status >= 500;
    const has = isLost && (await store.get(object).catch(rethrowCancelled)) !== undefined;
    if (!has) throw storeFailed(url, found, status, error);
    const reason = `${found}; it has an object of that UID`;
    return { outcome: "held", status: status ?? 0, reason, isOfObject: false };
  }
}

function rethrowCancelled(error: unknown): undefined {
  if (isAutosegError(error, "cancelled")) throw error;
}

/** A server that cannot be reached did not store anything either. */
async function asStoreFailure<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isAutosegError(error, "dicomweb-failed")) throw error;
    throw storeFailed(url, error.details.found, error.details.status, error);
  }
}

/** The work, as `uidsOfWork` takes it, of the BINARY object that replaces a LABELMAP, wherever and whenever it is written. */
export function binaryWorkOf(sopInstanceUID: string): string[] {
  return ["BINARY", sopInstanceUID];
}

/** The same segments and voxels as a BINARY object, with the other attributes of the original. */
async function toBinary(
  bytes: Uint8Array,
  { source, signal }: StoreSegmentationOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { labelMaps, origin } = await readDicomSeg(bytes, { source, signal, bits: 16 });
  const { contentLabel, contentDescription, contentCreatorName, seriesDescription, contributors } = origin;
  const { dataset } = parseDataset(bytes, { headerOnly: true });
  const predecessor = predecessorOf(dataset);
  const isAnonymous =
    text(dataset, "PatientIdentityRemoved") === "YES" &&
    text(source.header, "PatientIdentityRemoved") !== "YES";
  const labels = labelMaps.flatMap(({ segments }) => segments.map(({ label }) => label));
  return writeDicomSeg(labelMaps, {
    source,
    contributors,
    deterministic: true,
    work: binaryWorkOf(origin.sopInstanceUID),
    ...contentDate(dataset),
    ...(predecessor && { predecessor }),
    ...(isAnonymous && { anonymous: { uids: "retained", labels } }),
    ...(contentLabel !== undefined && { contentLabel }),
    ...(contentDescription !== undefined && { contentDescription }),
    ...(contentCreatorName !== undefined && { contentCreatorName }),
    ...(seriesDescription !== undefined && { seriesDescription }),
  });
}

/** When the original was made, so that the replacement is the same whenever it is written. */
function contentDate(dataset: Dataset): { date?: Date } {
  const stated = `${text(dataset, "ContentDate")} ${text(dataset, "ContentTime")}`;
  const found = /^(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)/.exec(stated);
  if (!found) return {};
  const [year, month, day, ...time] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { date: new Date(year, month - 1, day, ...time) };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
