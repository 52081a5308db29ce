import { type Dataset, number, text } from "../dicom/index.ts";
import { isAutosegError } from "../errors.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { pageSize, searchAll } from "./dicomweb-search.ts";
import { fetchAnyInstance } from "./fetch-frames.ts";
import { notAnInstanceOf, notInStudy, noUid } from "./wanted-instance.ts";

/** The UIDs that address an object on a server. */
export interface ObjectAddress {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
}

/** Selects studies by date and time, one page at a time, in the server's order. */
export interface StudyQuery {
  /** Range of StudyDate, "20240101-20240131" (PS3.4 C.2.2.2.5); all studies by default. */
  readonly dates?: string;
  /** Range of StudyTime, within one day. */
  readonly times?: string;
  readonly limit: number;
  readonly offset: number;
}

/** A study, with the attributes by which studies are sorted. */
export interface StudyRow {
  readonly studyInstanceUID: string;
  /** StudyDate and StudyTime; "" if missing. */
  readonly date: string;
  readonly time: string;
}

/** A series as found by a search, without patient data. */
export interface SeriesRow {
  readonly seriesInstanceUID: string;
  /** "" if the server does not state it. */
  readonly modality: string;
  /** Undefined if the server does not state it. */
  readonly imageCount: number | undefined;
}

/**
 * The queries needed to process an archive (QIDO-RS and WADO-RS, PS3.18 10.6 and 10.4). What the server does not have is an
 * empty list or undefined; any other failure throws AutosegError `dicomweb-failed` or `cancelled`.
 */
export interface ArchiveQueries {
  studies(query: StudyQuery): Promise<readonly StudyRow[]>;
  series(studyInstanceUID: string): Promise<readonly SeriesRow[]>;
  /**
   * SOP Instance UIDs of a series.
   * @param expected how many there should be: the caller compares, so that a page which a server shortens may be the last.
   */
  images(
    studyInstanceUID: string,
    seriesInstanceUID: string,
    expected: number | undefined,
  ): Promise<readonly string[]>;
  /** Header of one image, without its pixels. */
  header(address: ObjectAddress): Promise<Dataset | undefined>;
  /** Headers of all objects of a series. */
  headers(studyInstanceUID: string, seriesInstanceUID: string): Promise<readonly Dataset[]>;
  has(address: ObjectAddress): Promise<boolean>;
  get(address: ObjectAddress): Promise<Uint8Array | undefined>;
}

/** Maximum size of responses: a page of studies or images, the headers of a series, an object. */
const [mostPageBytes, mostHeaderBytes, mostObjectBytes] = [16 * 2 ** 20, 128 * 2 ** 20, 2 ** 30];

/** No series has more objects than this. */
const mostImages = 50_000;

/** @throws AutosegError `invalid-argument` for anything but an HTTP address. */
export function createArchiveQueries(address: string, options: DicomWebOptions = {}): ArchiveQueries {
  const { root, headers } = parseDicomWebAddress(address);
  const client = createDicomWebClient(root, { ...options, headers: { ...headers, ...options.headers } });
  const seriesPath = (study: string, series: string) => `/studies/${study}/series/${series}`;
  const metadata = (path: string, study: string, series: string) =>
    orNothing(
      client.datasets(`${path}/metadata`, mostHeaderBytes, (dataset) =>
        notAnInstanceOf(dataset, study, series),
      ),
    );
  return {
    studies: (query) => findStudies(client, query),
    async series(study) {
      const found = await orNothing(
        searchAll(client, `/studies/${study}/series`, {
          key: "SeriesInstanceUID",
          most: mostImages,
          check: (dataset) => notInStudy(dataset, study),
        }),
      );
      return found.map((dataset) => ({
        seriesInstanceUID: text(dataset, "SeriesInstanceUID")!,
        modality: (text(dataset, "Modality") ?? "").toUpperCase(),
        imageCount: number(dataset, "NumberOfSeriesRelatedInstances"),
      }));
    },
    async images(study, series, expected) {
      const found = await orNothing(
        searchAll(client, `${seriesPath(study, series)}/instances`, {
          key: "SOPInstanceUID",
          most: mostImages,
          ...(expected !== undefined && { leastPage: pageSize }),
        }),
      );
      return found.map((dataset) => text(dataset, "SOPInstanceUID")!);
    },
    async header({ studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID }) {
      const found = await metadata(`${seriesPath(study, series)}/instances/${sopInstanceUID}`, study, series);
      return found[0]?.dataset;
    },
    async headers(study, series) {
      return (await metadata(seriesPath(study, series), study, series)).map(({ dataset }) => dataset);
    },
    async has({ studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID }) {
      const found = await orNothing(
        searchAll(client, `${seriesPath(study, series)}/instances`, {
          key: "SOPInstanceUID",
          query: { SOPInstanceUID: sopInstanceUID },
        }),
      );
      // Some servers ignore the filter.
      return found.some((dataset) => text(dataset, "SOPInstanceUID") === sopInstanceUID);
    },
    async get({ studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID }) {
      try {
        const path = `${seriesPath(study, series)}/instances/${sopInstanceUID}`;
        return await fetchAnyInstance(client, path, mostObjectBytes);
      } catch (error) {
        if (isNotThere(error)) return undefined;
        throw error;
      }
    },
  };
}

async function findStudies(
  client: DicomWebClient,
  { dates, times, limit, offset }: StudyQuery,
): Promise<readonly StudyRow[]> {
  const parameters = new URLSearchParams({
    limit: `${limit}`,
    offset: `${offset}`,
    ...(dates !== undefined && { StudyDate: dates }),
    ...(times !== undefined && { StudyTime: times }),
  });
  const found = await orNothing(
    client.datasets(`/studies?${parameters}`, mostPageBytes, (dataset) => noUid(dataset, "StudyInstanceUID")),
  );
  return found.map(({ dataset }) => ({
    studyInstanceUID: text(dataset, "StudyInstanceUID")!,
    date: text(dataset, "StudyDate") ?? "",
    time: text(dataset, "StudyTime") ?? "",
  }));
}

/** An empty list for what was deleted or never existed. */
async function orNothing<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

function isNotThere(error: unknown): boolean {
  return isAutosegError(error, "dicomweb-failed") && [404, 410].includes(error.details.status ?? 0);
}
