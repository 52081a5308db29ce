import { join } from "node:path";
import {
  createKeepingReader,
  localSliceReader,
  mapBounded,
  parseDataset,
  type SourceFile,
  text,
} from "../dicom/index.ts";
import { isAutosegError } from "../errors.ts";
import type { ListedSeries, ResultName, StudySource, WorkPlace } from "./archive-source.ts";
import { findEarlierResults } from "./earlier-results.ts";
import { type SeriesFacts, toSeriesFacts } from "./series-facts.ts";

/** The program's file access, so that files are read and written in the same way everywhere. */
export interface FileAccess {
  /** All files in a folder and its subfolders, without hidden ones; empty if the folder does not exist. */
  list(folder: string): Promise<readonly LocalFile[]>;
  open(paths: readonly string[]): Promise<readonly LocalFile[]>;
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Bytes available for writing at the place of a folder, which need not exist yet. */
  freeBytes(folder: string): Promise<number>;
  /** Writes a file atomically. @throws AutosegError `not-writable`. */
  write(path: string, content: string | Uint8Array): Promise<void>;
}

/** A file with its path and modification time. */
export interface LocalFile extends SourceFile {
  readonly path?: string;
  readonly modifiedMs?: number;
}

interface FolderSeries {
  readonly facts: SeriesFacts;
  readonly paths: readonly string[];
  /** State of each file when it was read. */
  readonly states: ReadonlySet<string>;
}

type FolderIndex = ReadonlyMap<string, ReadonlyMap<string, FolderSeries>>;

/** Headers read in parallel. */
const filesAtATime = 16;

/**
 * Studies in a folder; every sweep reads the headers again, and so does whatever finds that they have changed since. Results go
 * to `results`, in a subfolder for each study.
 */
export function createFolderSource(folder: string, results: string, files: FileAccess): StudySource {
  let index: FolderIndex = new Map();
  /** Studies that were not asked for since they were read. */
  let unasked = new Set<string>();
  let reading: Promise<void> | undefined;
  const read = (): Promise<void> => {
    reading ??= indexFolder(folder, results, files)
      .then((found) => {
        index = found;
        unasked = new Set(found.keys());
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const isCurrent = async ({ paths, states }: FolderSeries): Promise<boolean> => {
    try {
      return (await files.open(paths)).every((file) => states.has(stateOf(file)));
    } catch (error) {
      if (isAutosegError(error, "input-not-found")) return false;
      throw error;
    }
  };
  return {
    async *studies() {
      await read();
      yield* index.keys();
    },
    async series(study) {
      if (!unasked.has(study)) await read();
      unasked.delete(study);
      return [...(index.get(study)?.values() ?? [])].map(
        ({ facts: { seriesInstanceUID, modality, sopInstanceUIDs } }): ListedSeries => ({
          seriesInstanceUID,
          modality,
          images: sopInstanceUIDs.length,
        }),
      );
    },
    describe: async (study, { seriesInstanceUID }) => index.get(study)?.get(seriesInstanceUID)?.facts,
    async check() {
      await files.list(join(folder, "."));
    },
    async pathsOf({ studyInstanceUID, seriesInstanceUID, images }) {
      const find = () => index.get(studyInstanceUID)?.get(seriesInstanceUID);
      const known = find();
      if (known?.facts.sopInstanceUIDs.length !== images || !(await isCurrent(known))) await read();
      return find()?.paths ?? [];
    },
  };
}

/** Changes whenever a file is written. */
function stateOf({ path, size, modifiedMs }: LocalFile): string {
  return JSON.stringify([path, size, modifiedMs]);
}

interface ReadSeries {
  readonly first: SeriesFacts;
  readonly uids: string[];
  readonly read: LocalFile[];
}

async function indexFolder(folder: string, results: string, files: FileAccess): Promise<FolderIndex> {
  const studies = new Map<string, Map<string, ReadSeries>>();
  const own = join(results, "/");
  const all = (await files.list(folder)).filter(({ path }) => path !== undefined && !path.startsWith(own));
  await mapBounded(all, filesAtATime, async (file) => {
    const reading = await localSliceReader.readHeader(file);
    if (reading.kind !== "dicom" || !reading.hasPixelData) return;
    const { dataset } = reading;
    const [study, seriesInstanceUID, uid] = (
      ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"] as const
    ).map((keyword) => text(dataset, keyword));
    if (study === undefined || seriesInstanceUID === undefined || uid === undefined) return;
    const series = studies.get(study) ?? new Map<string, ReadSeries>();
    studies.set(study, series);
    const known = series.get(seriesInstanceUID) ?? {
      first: toSeriesFacts(dataset, { seriesInstanceUID, sopInstanceUIDs: [uid] }),
      uids: [],
      read: [],
    };
    series.set(seriesInstanceUID, known);
    known.uids.push(uid);
    known.read.push(file);
  });
  const toSeries = ({ first, uids, read }: ReadSeries): FolderSeries => {
    const sopInstanceUIDs = [...new Set(uids)].sort();
    const slices = sopInstanceUIDs.length === 1 ? first.slices : sopInstanceUIDs.length;
    return {
      facts: { ...first, sopInstanceUIDs, slices },
      paths: read.map(({ path }) => path!),
      states: new Set(read.map(stateOf)),
    };
  };
  return new Map(
    [...studies].map(([study, series]) => [
      study,
      new Map([...series].map(([uid, found]) => [uid, toSeries(found)])),
    ]),
  );
}

/** A file of a series with its SOP Instance UID; undefined if it is not DICOM. */
interface ReadFile {
  readonly file: LocalFile;
  readonly uid: string | undefined;
}

/** Up to this size, a series' parsed files stay in memory: they are needed three times, and reading is slow. */
const mostKeptBytes = 128 * 2 ** 20;

/** One series of a folder, given by its files. */
export function createFolderPlace(paths: readonly string[], results: string, files: FileAccess): WorkPlace {
  const pathOf = ({ studyInstanceUID, sopInstanceUID }: ResultName) =>
    join(results, studyInstanceUID, `${sopInstanceUID}.dcm`);
  const store = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const { dataset } = parseDataset(bytes, { headerOnly: true });
    const name = {
      studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
      seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
      sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
    };
    const path = pathOf(name);
    if (!(await files.read(path))) await files.write(path, bytes);
  };
  const reader = createKeepingReader(mostKeptBytes);
  const read = new Map<string, ReadFile>();
  let last: readonly ReadFile[] | undefined;
  /** The files as they are now; those unchanged since the last call are not read again. */
  const look = async (): Promise<readonly ReadFile[]> =>
    mapBounded(await files.open(paths), filesAtATime, async (file) => {
      const key = stateOf(file);
      const known = read.get(key);
      if (known) return known;
      const reading = await reader.readHeader(file);
      const uid = reading.kind === "dicom" ? (text(reading.dataset, "SOPInstanceUID") ?? "") : undefined;
      read.set(key, { file, uid });
      return { file, uid };
    });
  return {
    reader,
    async images() {
      last = await look();
      return [...new Set(last.flatMap(({ uid }) => uid ?? []))];
    },
    // The files whose UIDs were last reported, since the work is named after them.
    open: async () => (last ?? (await look())).map(({ file }) => file),
    has: async (name) => (await files.read(pathOf(name))) !== undefined,
    get: (name) => files.read(pathOf(name)),
    async earlierResults(study, series, model) {
      const headers = [];
      for (const file of await files.list(join(results, study))) {
        const reading = await localSliceReader.readHeader(file);
        if (reading.kind === "dicom" && text(reading.dataset, "Modality") === "SEG")
          headers.push(reading.dataset);
      }
      return findEarlierResults(headers, series, model);
    },
    async storeSegmentation(bytes) {
      await store(bytes);
      return bytes;
    },
    storeReport: store,
  };
}
