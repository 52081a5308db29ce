import { type Dataset, number, text, texts } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { DicomWebAddress } from "./dicomweb-address.ts";
import type { DicomWebClient } from "./dicomweb-client.ts";
import { notInStudy, noUid } from "./wanted-instance.ts";

/** A study that a search found. */
export interface FoundStudy {
  readonly studyInstanceUID: string;
  /** Its own address: what opens it. */
  readonly url: string;
  readonly patientName: string;
  readonly date: string;
  readonly description: string;
  readonly modalities: readonly string[];
  readonly seriesCount: number | undefined;
}

/** Answers of a search come in pages of so many; no more than so many are asked for. */
const [pageSize, mostAnswers] = [100, 1000];

/** Longest page: some servers give all answers at once, whatever was asked. */
const mostPageBytes = 16 * 2 ** 20;

/** Searches for studies (QIDO-RS, PS3.18 10.6), page after page; `query` as in the address. */
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
  /** "" where the server does not say. */
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

interface SearchOptions {
  readonly query?: Readonly<Record<string, string>>;
  /** What tells one answer from another. */
  readonly key: "StudyInstanceUID" | "SeriesInstanceUID" | "SOPInstanceUID";
  /** No more answers are asked for. */
  readonly most?: number;
  /** What else is wrong with an answer, as a clause. */
  readonly check?: (dataset: Dataset) => string | undefined;
}

/** Every answer once: some servers know no `offset` and give the first page for ever. */
export async function searchAll(
  client: DicomWebClient,
  path: string,
  { query = {}, key, most = mostAnswers, check = () => undefined }: SearchOptions,
): Promise<readonly Dataset[]> {
  const found = new Map<string, Dataset>();
  for (let offset = 0; offset < most; offset += pageSize) {
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
    if (page.length < pageSize || found.size === before) break;
  }
  return [...found.values()];
}

/**
 * The one study that an address means.
 * @throws AutosegError `no-dicom-images` where a search finds none, `several-studies` where it finds more.
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
  // A message may end in a log, where no patient is to be named.
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
