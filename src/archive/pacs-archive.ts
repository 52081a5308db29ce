import {
  createArchiveQueries,
  type DicomWebOptions,
  openDicomWeb,
  parseDicomWebAddress,
  storeReport,
  storeSegmentation,
} from "../dicomweb/index.ts";
import type { StudySource, WorkPlace } from "./archive-source.ts";
import { findEarlierResults } from "./earlier-results.ts";
import { toFailure } from "./failures.ts";
import { toSeriesFacts } from "./series-facts.ts";
import { type SweepOptions, sweepStudies } from "./sweep.ts";

/** Attempts to store one result while the server is unavailable: a restart should not cost minutes of computation. */
const patience = { tries: 12, firstWaitMs: 500, longestWaitMs: 30_000 };

/**
 * An archive behind DICOMweb: its studies, and where their results go.
 * @throws AutosegError `invalid-argument` for an invalid address.
 */
export function createPacsArchive(
  address: string,
  options: DicomWebOptions & {
    readonly sweep?: SweepOptions;
    readonly wait?: (ms: number) => Promise<void>;
    /** Called before each wait for an unavailable server. */
    readonly onWait?: () => void;
  } = {},
): StudySource & WorkPlace {
  const { sweep, wait = sleep, onWait, ...web } = options;
  const waitAgain = (ms: number) => {
    onWait?.();
    return wait(ms);
  };
  const queries = createArchiveQueries(address, web);
  const { root, headers } = parseDicomWebAddress(address);
  const withHeaders = { ...web, headers: { ...headers, ...web.headers } };

  const images = async (study: string, series: string, expected?: number): Promise<readonly string[]> => {
    const listed = await queries.images(study, series, expected);
    if (expected === undefined || listed.length === expected) return listed;
    // Servers that ignore offsets truncate lists, but return all metadata in one response.
    const described = await queries.headers(study, series);
    const uids = described.map(({ SOPInstanceUID }) => String(SOPInstanceUID?.[0] ?? ""));
    return uids.length > listed.length ? uids : listed;
  };

  return {
    studies: () => sweepStudies((query) => queries.studies(query), sweep),
    async series(study) {
      const found = await queries.series(study);
      return found.map(({ seriesInstanceUID, modality, imageCount }) => ({
        seriesInstanceUID,
        modality,
        images: imageCount,
      }));
    },
    async describe(study, { seriesInstanceUID, images: count }) {
      const sopInstanceUIDs = await images(study, seriesInstanceUID, count);
      const [first] = sopInstanceUIDs;
      if (first === undefined) return undefined;
      const header = await queries.header({
        studyInstanceUID: study,
        seriesInstanceUID,
        sopInstanceUID: first,
      });
      return header && toSeriesFacts(header, { seriesInstanceUID, sopInstanceUIDs });
    },
    async check() {
      await queries.studies({ limit: 1, offset: 0 });
    },
    pathsOf: async () => undefined,
    async images(study, series) {
      const listed = (await queries.series(study)).find(
        ({ seriesInstanceUID }) => seriesInstanceUID === series,
      );
      return listed ? images(study, series, listed.imageCount) : [];
    },
    open: (study, series) => openDicomWeb(`${root}/studies/${study}/series/${series}`, withHeaders),
    has: (name) => queries.has(name),
    get: async (name) => (await queries.get(name))?.slice(),
    async earlierResults(study, series, model) {
      const segmentations = (await queries.series(study)).filter(({ modality }) => modality === "SEG");
      const headers: Awaited<ReturnType<typeof queries.headers>>[number][] = [];
      for (const { seriesInstanceUID } of segmentations)
        headers.push(...(await queries.headers(study, seriesInstanceUID)));
      return findEarlierResults(headers, series, model);
    },
    async storeSegmentation(bytes, source) {
      const stored = await withPatience(waitAgain, () =>
        storeSegmentation(root, bytes, { ...withHeaders, source, asksFirst: true }),
      );
      return stored.bytes;
    },
    storeReport: (bytes) => withPatience(waitAgain, () => storeReport(root, bytes, withHeaders)),
  };
}

/** Retries while the server is unavailable; a refusal is final. */
async function withPatience<T>(wait: (ms: number) => Promise<void>, store: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store();
    } catch (error) {
      const { remedy, waitMs = 0 } = toFailure(error);
      // If the server asks for a longer wait, the whole worker must wait.
      if (attempt === patience.tries || remedy !== "wait" || waitMs > patience.longestWaitMs) throw error;
      const ownMs = Math.min(patience.longestWaitMs, patience.firstWaitMs * 2 ** attempt);
      await wait(Math.max(waitMs, ownMs * (0.5 + Math.random() / 2)));
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
