import { type Dataset, items, mapBounded, text, texts } from "../dicom/index.ts";
import { type ObjectKind, objectKindOf, predecessorOf, unchangedByReview } from "../dicom-objects/index.ts";
import type { ObjectAddress } from "./archive-queries.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { searchSeries } from "./dicomweb-search.ts";
import { fetchAnyInstance } from "./fetch-frames.ts";
import { notAnInstanceOf, noUid } from "./wanted-instance.ts";

/** Which studies to find. */
export interface WorklistQuery {
  /** Part of the patient's name or, if it contains a digit, of the patient ID. */
  readonly person?: string;
  /** Range of StudyDate, "20240101-20240131" (PS3.4 C.2.2.2.5). */
  readonly dates?: string;
  /** One of the study's modalities. */
  readonly modality?: string;
  /** Number of studies to skip. */
  readonly offset: number;
}

/** A study of a PACS, with what a person looks for. */
export interface WorklistStudy {
  readonly studyInstanceUID: string;
  /** Its own address, which opens it. */
  readonly url: string;
  readonly patientName: string;
  readonly patientID: string;
  /** DA: "20240131"; "" if missing. */
  readonly date: string;
  readonly description: string;
  readonly modalities: readonly string[];
}

/** An object of a study that holds segments. */
export interface StoredObject extends ObjectAddress {
  readonly kind: ObjectKind;
  /** Its title: SeriesDescription, ContentLabel or StructureSetLabel. */
  readonly title: string;
  /** Labels of its segments. */
  readonly segments: readonly string[];
  /** DA of its content; "" if missing. */
  readonly date: string;
  readonly creator: string;
  /** Whether another object of the study replaces it. */
  readonly isReplaced: boolean;
  /** Whether a model of this program made it and nobody has reviewed it; undefined for an object of another program. */
  readonly needsReview: boolean | undefined;
}

/** A page of studies. */
export interface WorklistPage {
  readonly studies: readonly WorklistStudy[];
  readonly hasMore: boolean;
}

/** A person's queries to a PACS through DICOMweb. Requests throw AutosegError `dicomweb-failed`, `cancelled`. */
export interface Worklist {
  studies(query: WorklistQuery): Promise<WorklistPage>;
  /** Studies by UID, in the order given; missing ones are omitted. */
  studiesOf(studyInstanceUIDs: readonly string[]): Promise<readonly WorklistStudy[]>;
  /** The segmentations and structure sets of a study, latest first. */
  objects(studyInstanceUID: string): Promise<readonly StoredObject[]>;
  get(object: ObjectAddress): Promise<Uint8Array<ArrayBuffer>>;
}

/** Attributes that not every server returns by default: StudyDescription, ModalitiesInStudy. */
const includefield = "00081030,00080061";

/** Number of studies per page. */
export const pageSize = 25;

/** Number of studies requested by UID at the same time. */
const studiesAtATime = 4;

/** Maximum size of responses. */
const [mostPageBytes, mostMetadataBytes, mostObjectBytes] = [16 * 2 ** 20, 256 * 2 ** 20, 2 ** 30];

/** Series whose metadata are fetched at the same time. */
const seriesAtATime = 3;

/** @throws AutosegError `invalid-argument` for anything but an http address. */
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
      // Some servers ignore the query.
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

/** Objects by their headers, latest first. */
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
 * Whether an object made by a model of this program was not reviewed: no reader is named, nothing was decided about its
 * findings, and no segment was
 * drawn or edited by hand. Undefined for objects of other programs.
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
