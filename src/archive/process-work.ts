import { parseDataset, readSeries, type SourceSeries, sliceExtentsMm, text } from "../dicom/index.ts";
import {
  type InstanceReference,
  predecessorOf,
  readDicomSeg,
  uidsOfWork,
  writeDicomSeg,
  writeMeasurementReport,
} from "../dicom-objects/index.ts";
import { AutosegError } from "../errors.ts";
import { fileForms } from "../export/index.ts";
import { checkModality, identityOf, type Model, type ModelManifest } from "../model/index.ts";
import { measureSegments } from "../regions/index.ts";
import type { RunReport, Segmenter } from "../segmentation/index.ts";
import type { LabelMap16 } from "../volume/index.ts";
import type { WorkPlace } from "./archive-source.ts";
import type { AuditedTransfer, AuditSpool } from "./audit-spool.ts";
import { describeReplacement } from "./earlier-results.ts";
import { isoWeek, type ResultRow, type ResultRows, toSegmentRows } from "./results.ts";
import { namesOf, type WorkItem, worksOf } from "./work-item.ts";

/** Outcome of an item. */
export type WorkOutcome =
  | { readonly kind: "done"; readonly computed: boolean; readonly slices: number; readonly computeMs: number }
  /** The series has other images than when it was selected, so it must be examined again. */
  | { readonly kind: "changed" }
  /** The series no longer exists. */
  | { readonly kind: "gone" };

/** What is needed to process an item. */
export interface Workshop {
  readonly place: WorkPlace;
  /** Undefined if no results table is wanted. */
  readonly rows: ResultRows | undefined;
  model(name: string): Promise<{ readonly model: Model; readonly segmenter: Segmenter }>;
  /** The archive's audit spool, and its URL; undefined without an audit trail. */
  readonly audit?: { readonly spool: AuditSpool; readonly archive: string } | undefined;
  /** Called repeatedly while working, and while waiting for the archive. */
  readonly onProgress?: () => void;
}

/** Labels, and the report if they were computed here. */
interface Labels {
  readonly labelMap: LabelMap16;
  readonly report?: RunReport;
  readonly uncertainty?: number;
}

/**
 * Segments one series and delivers the results. First looks for the segmentation under the UID derived from the item: if it
 * exists, it is not computed again, and the other results are made from it. After an interruption at any point, repeating the
 * item produces the same objects.
 * @throws AutosegError as reading, segmenting and storing do.
 */
export async function processWork(item: WorkItem, workshop: Workshop): Promise<WorkOutcome> {
  const { place } = workshop;
  const { model, segmenter } = await workshop.model(item.model);
  if (model.manifest.version !== item.modelVersion)
    throw new AutosegError(
      "other-model-version",
      `The model ${item.model} is of version ${model.manifest.version} here, and of ${item.modelVersion} where the work was chosen. Install the same version.`,
      { expected: item.modelVersion, found: model.manifest.version },
    );
  const images = await place.images(item.studyInstanceUID, item.seriesInstanceUID);
  if (images.length === 0) return { kind: "gone" };
  const works = worksOf(item, model.manifest, images);
  const names = namesOf(item.type, works.segmentation);
  if (names[0]!.sopInstanceUID !== item.sopInstanceUID) return { kind: "changed" };
  const reportName = uidsOfWork(works.report);

  const isComplete = async (): Promise<boolean> =>
    (!item.outputs.includes("sr") || (await place.has({ ...item, ...pick(reportName) }))) &&
    (await workshop.rows?.has(item.sopInstanceUID)) !== false;
  let stored: Uint8Array<ArrayBuffer> | undefined;
  for (const name of names) {
    const address = { ...item, ...name };
    if (!(await place.has(address))) continue;
    if (await isComplete()) return { kind: "done", computed: false, slices: 0, computeMs: 0 };
    stored = await place.get(address);
    break;
  }

  const files = await place.open(item.studyInstanceUID, item.seriesInstanceUID);
  const source = await readSeries(files, {
    seriesInstanceUID: item.seriesInstanceUID,
    ...(place.reader && { reader: place.reader }),
    // A slow archive must not be taken for a hanging process.
    onProgress: () => workshop.onProgress?.(),
  });
  const toTransfer = (kind: AuditedTransfer["kind"], sopClassUID: string, count: number) => ({
    kind,
    studyInstanceUID: item.studyInstanceUID,
    instances: new Map([[sopClassUID, count]]),
    patientId: text(source.header, "PatientID") ?? "",
  });
  await audited(workshop, toTransfer("fetched", text(source.header, "SOPClassUID") ?? "", images.length));
  checkModality(source.volume, model.manifest);
  const labels = stored ? await readLabels(stored, source) : await compute(item, source, segmenter, workshop);
  if (!stored) {
    const now = await place.images(item.studyInstanceUID, item.seriesInstanceUID);
    if (
      namesOf(item.type, worksOf(item, model.manifest, now).segmentation)[0]!.sopInstanceUID !==
      item.sopInstanceUID
    )
      return { kind: "changed" };
    const [earlier] = await place.earlierResults(
      item.studyInstanceUID,
      item.seriesInstanceUID,
      model.manifest.name,
    );
    const change = earlier && describeReplacement(earlier, { ...item, images: images.length });
    const bytes = writeDicomSeg(labels.labelMap, {
      source,
      deterministic: true,
      work: works.segmentation,
      type: item.type,
      ...(earlier && { predecessor: { ...toReference(earlier), change: change! } }),
    });
    stored = await audited(workshop, toTransfer("stored", classOf(bytes), 1), () =>
      place.storeSegmentation(bytes, source),
    );
  }
  await writeOthers(
    { item, source, labels, stored, report: works.report, toTransfer, manifest: model.manifest },
    workshop,
  );
  return {
    kind: "done",
    computed: labels.report !== undefined,
    slices: labels.report?.slices ?? 0,
    computeMs: labels.report?.timingsMs.total ?? 0,
  };
}

async function readLabels(stored: Uint8Array<ArrayBuffer>, source: SourceSeries): Promise<Labels> {
  const { labelMaps } = await readDicomSeg(stored, { source, bits: 16 });
  return { labelMap: labelMaps[0]! };
}

async function compute(
  { uncertainty }: WorkItem,
  source: SourceSeries,
  segmenter: Segmenter,
  { onProgress }: Workshop,
): Promise<Labels> {
  let [sum, count] = [0, 0];
  const { labelMap, report } = await segmenter.run(source.volume, {
    bits: 16,
    onProgress: () => onProgress?.(),
    ...(uncertainty && {
      probabilities: { segments: [], entropy: true },
      onSlice: ({ labels, probabilities }) => {
        const entropy = probabilities?.entropy;
        if (!entropy) return;
        for (let index = 0; index < labels.length; index++) {
          if (labels[index] === 0) continue;
          sum += entropy[index]!;
          count++;
        }
      },
    }),
  });
  const mean = count > 0 ? Math.round((sum / count / 255) * 10_000) / 10_000 : undefined;
  return { labelMap, report, ...(mean !== undefined && { uncertainty: mean }) };
}

interface Others {
  readonly item: WorkItem;
  readonly source: SourceSeries;
  readonly labels: Labels;
  readonly stored: Uint8Array<ArrayBuffer>;
  /** The items that the report's UID is derived from. */
  readonly report: readonly string[];
  readonly manifest: ModelManifest;
  readonly toTransfer: (kind: AuditedTransfer["kind"], sopClassUID: string, count: number) => Transfer;
}

type Transfer = Omit<AuditedTransfer, "archive" | "isSuccess">;

/** Transfers instances and reports the outcome to the audit trail; nothing is transferred without a record. */
async function audited<T = void>(
  { audit }: Workshop,
  transfer: Transfer,
  act: () => Promise<T> = async () => undefined as T,
): Promise<T> {
  const tell = async (isSuccess: boolean) =>
    audit?.spool.write({ ...transfer, archive: audit.archive, isSuccess });
  let result: T;
  try {
    result = await act();
  } catch (error) {
    await tell(false);
    throw error;
  }
  await tell(true);
  return result;
}

function classOf(bytes: Uint8Array): string {
  return text(parseDataset(bytes, { headerOnly: true }).dataset, "SOPClassUID") ?? "";
}

/** Makes the other results once the segmentation is in place: report, table row, NIfTI. */
async function writeOthers(
  { item, source, labels, stored, report, toTransfer, manifest }: Others,
  workshop: Workshop,
): Promise<void> {
  const { place, rows } = workshop;
  const { labelMap } = labels;
  const measurements = measureSegments([labelMap], source.volume, sliceExtentsMm(source));
  const { dataset } = parseDataset(stored, { headerOnly: true });
  const segmentation = {
    sopClassUID: text(dataset, "SOPClassUID") ?? "",
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
  };
  if (item.outputs.includes("sr")) {
    const bytes = writeMeasurementReport(measurements, {
      source,
      segmentation,
      deterministic: true,
      work: report,
    });
    await audited(workshop, toTransfer("stored", classOf(bytes), 1), () => place.storeReport(bytes));
  }
  if (item.outputs.includes("nifti") && rows)
    for (const { path, bytes } of fileForms.nifti.write(
      { labelMaps: [labelMap], source },
      rows.niftiPath(item.sopInstanceUID),
    ))
      await rows.writeFile(path, bytes);
  await rows?.write({
    ...toRow(item, source, labels),
    weightsSha256: identityOf(manifest).weights.join(" "),
    predecessor: predecessorOf(dataset)?.sopInstanceUID ?? "",
    segments: toSegmentRows(measurements),
    objects: {
      seg: pick(segmentation),
      ...(item.outputs.includes("sr") && { sr: pick(uidsOfWork(report)) }),
    },
  });
}

function toRow(
  item: WorkItem,
  source: SourceSeries,
  { report, uncertainty }: Labels,
): Omit<ResultRow, "segments" | "predecessor" | "weightsSha256" | "objects"> {
  const { header, volume } = source;
  const scanner = [text(header, "Manufacturer"), text(header, "ManufacturerModelName")];
  return {
    sopInstanceUID: item.sopInstanceUID,
    studyInstanceUID: item.studyInstanceUID,
    seriesInstanceUID: item.seriesInstanceUID,
    model: item.model,
    modelVersion: item.modelVersion,
    scanner: scanner.filter((part) => part !== undefined).join(" "),
    week: isoWeek(text(header, "StudyDate") ?? ""),
    slices: volume.grid.size[2],
    sliceSpacingMm: Math.round(volume.grid.spacingMm[2] * 1000) / 1000,
    ...(uncertainty !== undefined && { uncertainty }),
    ...(report && { provider: report.provider.label, computeMs: Math.round(report.timingsMs.total) }),
  };
}

function toReference({
  sopClassUID,
  sopInstanceUID,
  seriesInstanceUID,
}: InstanceReference): InstanceReference {
  return { sopClassUID, sopInstanceUID, seriesInstanceUID };
}

function pick({ seriesInstanceUID, sopInstanceUID }: Omit<InstanceReference, "sopClassUID">) {
  return { seriesInstanceUID, sopInstanceUID };
}
