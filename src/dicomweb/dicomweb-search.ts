import { type Dataset, number, text, texts } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { DicomWebAddress } from "./dicomweb-address.ts";
import type { DicomWebClient } from "./dicomweb-client.ts";
import { notInStudy, noUid } from "./wanted-instance.ts";

/** A study that a search found. */
export interface FoundStudy {
  readonly studyInstanceUID: string;
  /** Its own address, which opens it. */
  readonly url: string;
  readonly patientName: string;
  readonly date: string;
  readonly description: string;
  readonly modalities: readonly string[];
  readonly seriesCount: number | undefined;
}

/** Results are requested in pages of this size. */
export const pageSize = 100;

/** No more results than this are requested, unless the caller knows of more. */
const mostAnswers = 1000;

/** Maximum page: some servers return all results at once, whatever was requested. */
const mostPageBytes = 16 * 2 ** 20;

/** Searches for studies (QIDO-RS, PS3.18 10.6), page by page; `query` as in the address. */
async function searchStudies(
  client: DicomWebClient,
  query: DicomWebAddress["query"],
): Promise<readonly FoundStudy[]> {
  const parameters = { includefield: "00081030", ...query };
  const found = await searchAll(client, "/studies", { query: parameters, key: "StudyInstanceUID" });
  return found.map((dataset) => ({
    studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
    url: `${client.root}/studies/${text(dataset, "StudyInstanceUID") ?? ""}`,
    patientName: text(dataset, "PatientName") ?? "",
    date: text(dataset, "StudyDate") ?? "",
    description: text(dataset, "StudyDescription") ?? "",
    modalities: texts(dataset, "ModalitiesInStudy"),
    seriesCount: number(dataset, "NumberOfStudyRelatedSeries"),
  }));
}

/** A series that a search found. */
export interface FoundSeries {
  readonly seriesInstanceUID: string;
  /** "" if the server does not state it. */
  readonly modality: string;
  readonly imageCount: number | undefined;
}

/** The series of a study. */
export async function searchSeries(
  client: DicomWebClient,
  studyInstanceUID: string,
): Promise<readonly FoundSeries[]> {
  const path = `/studies/${studyInstanceUID}/series`;
  const found = await searchAll(client, path, {
    key: "SeriesInstanceUID",
    check: (dataset) => notInStudy(dataset, studyInstanceUID),
  });
  return found.map((dataset) => ({
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
    modality: (text(dataset, "Modality") ?? "").toUpperCase(),
    imageCount: number(dataset, "NumberOfSeriesRelatedInstances"),
  }));
}

/** Servers limit pages to more results than this, so a shorter one is the last. */
const leastLimit = 10;

interface SearchOptions {
  readonly query?: Readonly<Record<string, string>>;
  /** The attribute that identifies a result. */
  readonly key: "StudyInstanceUID" | "SeriesInstanceUID" | "SOPInstanceUID";
  /** Maximum number of results to request. */
  readonly most?: number;
  /** A page of fewer results than this is the last. Small by default, since some servers return fewer than requested. */
  readonly leastPage?: number;
  /** What else is wrong with a result, as a clause. */
  readonly check?: (dataset: Dataset) => string | undefined;
}

/** Returns every result once: some servers ignore `offset` and return the first page forever. */
export async function searchAll(
  client: DicomWebClient,
  path: string,
  { query = {}, key, most = mostAnswers, leastPage = leastLimit, check = () => undefined }: SearchOptions,
): Promise<readonly Dataset[]> {
  const found = new Map<string, Dataset>();
  for (let offset = 0; offset < most; ) {
    const parameters = new URLSearchParams({ ...query, limit: `${pageSize}`, offset: `${offset}` });
    const page = await client.datasets(
      `${path}?${parameters}`,
      mostPageBytes,
      (dataset) => noUid(dataset, key) ?? check(dataset),
    );
    const before = found.size;
    for (const { dataset } of page) {
      const uid = text(dataset, key) ?? "";
      if (!found.has(uid)) found.set(uid, dataset);
    }
    if (page.length < leastPage || found.size === before) break;
    offset += page.length;
  }
  return [...found.values()];
}

/**
 * The only study that an address identifies.
 * @throws AutosegError `no-dicom-images` if a search finds none, `several-studies` if it finds more.
 */
export async function chooseStudy(client: DicomWebClient, address: DicomWebAddress): Promise<string> {
  if (address.studyInstanceUID !== undefined) return address.studyInstanceUID;
  const studies = await searchStudies(client, address.query);
  const [first, second] = studies;
  if (!first)
    throw new AutosegError(
      "no-dicom-images",
      `The search on ${new URL(client.root).host} found no study. Change the search.`,
      { fileCount: 0 },
    );
  if (!second) return first.studyInstanceUID;
  const list = studies.map((study) => ({ url: study.url, label: toLabel(study) }));
  // Messages may end up in a log, which must not name patients.
  const unnamed = studies.map((study) => `${toLabel({ ...study, patientName: "" })} ${study.url}`);
  throw new AutosegError(
    "several-studies",
    `There are ${studies.length} studies on ${new URL(client.root).host}. Choose one: ${unnamed
      .slice(0, 20)
      .join("; ")}${list.length > 20 ? "; …" : "."}`,
    { studies: list },
  );
}

/** "Doe^Jane, 2024-01-31, Abdomen, CT" */
function toLabel({ patientName, date, description, modalities }: FoundStudy): string {
  const day = date.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  return (
    [patientName, day, description, modalities.join(" ")].filter((part) => part !== "").join(", ") ||
    "without name"
  );
}
