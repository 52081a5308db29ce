import { type Dataset, items, mapBounded, text, texts } from "../dicom/index.ts";
import { type ObjectKind, objectKindOf, predecessorOf, unchangedByReview } from "../dicom-objects/index.ts";
import type { ObjectAddress } from "./archive-queries.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { searchSeries } from "./dicomweb-search.ts";
import { fetchAnyInstance } from "./fetch-frames.ts";
import { notAnInstanceOf, noUid } from "./wanted-instance.ts";

/** What studies are wanted. */
export interface WorklistQuery {
  /** A part of the patient's name, or, with a digit in it, of the patient ID. */
  readonly person?: string;
  /** Range of StudyDate, "20240101-20240131" (PS3.4 C.2.2.2.5). */
  readonly dates?: string;
  /** One of the study's modalities. */
  readonly modality?: string;
  /** Studies that came before. */
  readonly offset: number;
}

/** A study of a PACS, by what a person looks for. */
export interface WorklistStudy {
  readonly studyInstanceUID: string;
  /** Its own address: what opens it. */
  readonly url: string;
  readonly patientName: string;
  readonly patientID: string;
  /** DA: "20240131"; "" where it has none. */
  readonly date: string;
  readonly description: string;
  readonly modalities: readonly string[];
}

/** An object of a study that holds segments. */
export interface StoredObject extends ObjectAddress {
  readonly kind: ObjectKind;
  /** What it says of itself: SeriesDescription, ContentLabel or StructureSetLabel. */
  readonly title: string;
  /** Labels of its segments. */
  readonly segments: readonly string[];
  /** DA of its content; "" where it has none. */
  readonly date: string;
  readonly creator: string;
  /** Another object of the study replaces it. */
  readonly isReplaced: boolean;
  /** It came from a model of this program and nobody has reviewed it; undefined for an object of another program. */
  readonly needsReview: boolean | undefined;
}

/** A page of studies. */
export interface WorklistPage {
  readonly studies: readonly WorklistStudy[];
  readonly hasMore: boolean;
}

/** What a person asks a PACS by DICOMweb. Requests throw AutosegError `dicomweb-failed`, `cancelled`. */
export interface Worklist {
  studies(query: WorklistQuery): Promise<WorklistPage>;
  /** Studies by their UIDs, in their order; those that are not there are left out. */
  studiesOf(studyInstanceUIDs: readonly string[]): Promise<readonly WorklistStudy[]>;
  /** The segmentations and structure sets of a study, the latest first. */
  objects(studyInstanceUID: string): Promise<readonly StoredObject[]>;
  get(object: ObjectAddress): Promise<Uint8Array<ArrayBuffer>>;
}

/** Not every server gives them unasked: StudyDescription, ModalitiesInStudy. */
const includefield = "00081030,00080061";

/** Studies of a page. */
export const pageSize = 25;

/** Studies that are asked for by their UIDs at a time. */
const studiesAtATime = 4;

/** Longest answers. */
const [mostPageBytes, mostMetadataBytes, mostObjectBytes] = [16 * 2 ** 20, 256 * 2 ** 20, 2 ** 30];

/** Series whose metadata are fetched at a time. */
const seriesAtATime = 3;

/** @throws AutosegError `invalid-argument` for anything that is no address. */
export function createWorklist(address: string, options: DicomWebOptions = {}): Worklist {
  const { root, headers } = parseDicomWebAddress(address);
  const client = createDicomWebClient(root, { ...options, headers: { ...headers, ...options.headers } });
  return {
    async studies({ person = "", dates, modality, offset }) {
      const key = /\d/.test(person) ? "PatientID" : "PatientName";
      const parameters = new URLSearchParams({
        includefield,
        ...(person !== "" && { [key]: `*${person}*` }),
        ...(dates !== undefined && { StudyDate: dates }),
        ...(modality !== undefined && { ModalitiesInStudy: modality }),
        limit: `${pageSize}`,
        offset: `${offset}`,
      });
      const found = await client.datasets(`/studies?${parameters}`, mostPageBytes, (dataset) =>
        noUid(dataset, "StudyInstanceUID"),
      );
      const studies = found.map(({ dataset }) => toStudy(dataset, root));
      return { studies, hasMore: found.length >= pageSize };
    },

    async studiesOf(uids) {
      const lists = await mapBounded(
        uids,
        studiesAtATime,
        (StudyInstanceUID) =>
          client.datasets(
            `/studies?${new URLSearchParams({ includefield, StudyInstanceUID, limit: "1" })}`,
            mostPageBytes,
            (dataset) => noUid(dataset, "StudyInstanceUID"),
          ),
        options.signal,
      );
      // Some servers take no notice of what is asked for.
      return lists.flatMap((list, index) =>
        list
          .map(({ dataset }) => toStudy(dataset, root))
          .filter(({ studyInstanceUID }) => studyInstanceUID === uids[index]),
      );
    },

    async objects(studyInstanceUID) {
      const series = (await searchSeries(client, studyInstanceUID)).filter(({ modality }) =>
        ["SEG", "RTSTRUCT"].includes(modality),
      );
      const lists = await mapBounded(
        series,
        seriesAtATime,
        ({ seriesInstanceUID }) =>
          client.datasets(
            `/studies/${studyInstanceUID}/series/${seriesInstanceUID}/metadata`,
            mostMetadataBytes,
            (dataset) => notAnInstanceOf(dataset, studyInstanceUID, seriesInstanceUID),
          ),
        options.signal,
      );
      return toObjects(lists.flat().map(({ dataset }) => dataset));
    },

    async get({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }) {
      const path = `/studies/${studyInstanceUID}/series/${seriesInstanceUID}/instances/${sopInstanceUID}`;
      return (await fetchAnyInstance(client, path, mostObjectBytes)).slice();
    },
  };
}

function toStudy(dataset: Dataset, root: string): WorklistStudy {
  const studyInstanceUID = text(dataset, "StudyInstanceUID")!;
  return {
    studyInstanceUID,
    url: `${root}/studies/${studyInstanceUID}`,
    patientName: text(dataset, "PatientName") ?? "",
    patientID: text(dataset, "PatientID") ?? "",
    date: text(dataset, "StudyDate") ?? "",
    description: text(dataset, "StudyDescription") ?? "",
    modalities: texts(dataset, "ModalitiesInStudy"),
  };
}

/** Objects by their headers, the latest first. */
function toObjects(headers: readonly Dataset[]): StoredObject[] {
  const replaced = new Set(headers.map((dataset) => predecessorOf(dataset)?.sopInstanceUID));
  return headers
    .flatMap((dataset): StoredObject[] => {
      const kind = objectKindOf(text(dataset, "SOPClassUID") ?? "");
      if (kind !== "segmentation" && kind !== "structure-set") return [];
      const segments =
        kind === "segmentation"
          ? items(dataset, "SegmentSequence").map((item) => text(item, "SegmentLabel") ?? "")
          : items(dataset, "StructureSetROISequence").map((item) => text(item, "ROIName") ?? "");
      return [
        {
          kind,
          studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
          seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
          sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
          title:
            text(dataset, "SeriesDescription") ??
            text(dataset, "ContentLabel") ??
            text(dataset, "StructureSetLabel") ??
            "",
          segments,
          date: `${text(dataset, "ContentDate") ?? text(dataset, "StructureSetDate") ?? ""}`,
          creator: text(dataset, "ContentCreatorName") ?? "",
          isReplaced: replaced.has(text(dataset, "SOPInstanceUID")),
          needsReview: kind === "segmentation" ? needsReview(dataset) : undefined,
        },
      ];
    })
    .sort((a, b) => Number(a.isReplaced) - Number(b.isReplaced) || (a.date < b.date ? 1 : -1));
}

/**
 * Whether nobody has looked at an object that a model of this program drew: no reader is named, nothing was said of its findings,
 * and no segment was drawn or edited by hand. Undefined for objects of others.
 */
function needsReview(dataset: Dataset): boolean | undefined {
  if (text(dataset, "ManufacturerModelName") !== "cornerstone-autoseg") return undefined;
  const segments = items(dataset, "SegmentSequence");
  const isUntouched = segments.every((item) => text(item, "SegmentAlgorithmType") === "AUTOMATIC");
  const isSeen =
    text(dataset, "ContentCreatorName") !== undefined ||
    dataset.AutosegReview !== undefined ||
    text(dataset, "DerivationDescription") === unchangedByReview;
  return isUntouched && !isSeen;
}
