import { strToU8, zipSync } from "fflate";
import { type SourceSeries, sliceExtentsMm } from "../dicom/index.ts";
import {
  type Anonymity,
  type DerivedOptions,
  type InstanceReference,
  type ReviewRecord,
  toWrittenReference,
  withCleanSegments,
  writeMeasurementReport,
  writeReferredSegmentation,
  writeRtStruct,
} from "../dicom-objects/index.ts";
import { measureSegments } from "../regions/index.ts";
import { groupParts, joinParts, type LabelMap16 } from "../volume/index.ts";
import { toNifti } from "./nifti.ts";
import { toNrrd } from "./nrrd.ts";
import { toStl } from "./surface/mesh-files.ts";
import { segmentSurfaces } from "./surface/segment-surfaces.ts";

/** Export formats besides DICOM-SEG. */
export type FileFormId = "rtstruct" | "sr" | "nifti" | "nrrd" | "stl";

/** What to write. */
export interface WrittenSegments {
  /** Each on the series' grid or, if it overlaps others, on part of it. */
  readonly labelMaps: readonly LabelMap16[];
  /** The same segments on a finer grid of their own, if any; used for measurements and surfaces. */
  readonly own?: readonly LabelMap16[] | undefined;
  /** The series; only formats that measure need its voxels. */
  readonly source: SourceSeries;
  /** The DICOM-SEG that already contains them, if any. */
  readonly segmentation?: InstanceReference;
  /** Creator as a DICOM person name, for a report and its DICOM-SEG. */
  readonly creatorName?: string;
  /** Review of the findings, for a report and its DICOM-SEG. */
  readonly review?: ReviewRecord | undefined;
  /** Gives the same bytes for the same segments. */
  readonly deterministic?: boolean;
  /** Leaves out the patient's identity. */
  readonly anonymous?: Anonymity;
}

interface OutputFile {
  /** With "/" between folder and name. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A format: its files and their names. */
interface FileForm {
  /** End of the file name or, if each segment has a file, of the folder name. */
  readonly extension: string;
  readonly mediaType: string;
  /** How several files are packed into a ZIP archive if only one file is wanted. */
  readonly archive?: {
    /** End of the archive's name. */
    readonly extension: string;
    /** The path passed to `write` for its files. */
    readonly path: string;
    /** Compression level, 1 to 9. */
    readonly level: 1 | 6;
  };
  /** Whether it measures the image, not only the labels. */
  readonly isMeasured?: boolean;
  /**
   * The files, one after the other, for the requested path.
   * @throws AutosegError `invalid-segment`; `segmentation-not-writable` for what DICOM cannot hold.
   */
  write(segments: WrittenSegments, path: string): Iterable<OutputFile>;
}

/** Formats by their names on the command line, in the order of menus. */
export const fileForms: Readonly<Record<FileFormId, FileForm>> = {
  rtstruct: {
    extension: ".rtstruct.dcm",
    mediaType: "application/dicom",
    write: ({ labelMaps, ...options }, path) => [
      { path, bytes: writeRtStruct(labelMaps, toOptions(options)) },
    ],
  },
  sr: {
    extension: ".sr.dcm",
    mediaType: "application/dicom",
    archive: { extension: "-report.zip", path: "measurements.dcm", level: 6 },
    isMeasured: true,
    write: writeReport,
  },
  nifti: { extension: ".nii.gz", mediaType: "application/gzip", write: writeLayers },
  nrrd: {
    extension: ".seg.nrrd",
    mediaType: "application/octet-stream",
    write: ({ labelMaps, source, anonymous }, path) => {
      const { grid } = source.volume;
      const groups = groupParts(withCleanSegments(labelMaps, anonymous), grid);
      return [{ path, bytes: toNrrd(groups.map((group) => joinParts(group, grid))) }];
    },
  },
  stl: {
    extension: "-stl",
    mediaType: "model/stl",
    archive: { extension: "-stl.zip", path: ".", level: 1 },
    write: writeSurfaces,
  },
};

/** Options common to all DICOM objects. */
function toOptions({
  source,
  deterministic = false,
  anonymous,
}: Pick<WrittenSegments, "source" | "deterministic" | "anonymous">): DerivedOptions {
  return { source, deterministic, ...(anonymous && { anonymous }) };
}

/** A report references the segmentation that it measures; if there is none yet, one is written next to it. */
function* writeReport(
  { labelMaps, own, segmentation, creatorName, review, ...rest }: WrittenSegments,
  path: string,
) {
  const shared = toOptions(rest);
  let reference = segmentation && toWrittenReference(segmentation, rest.anonymous);
  if (!reference) {
    const written = writeReferredSegmentation(labelMaps, {
      ...shared,
      review,
      ...(creatorName && { contentCreatorName: creatorName }),
    });
    ({ reference } = written);
    yield { path: path.replace(/[^/]*$/, "segmentation.dcm"), bytes: written.bytes };
  }
  const measurements = own
    ? measureSegments(own, shared.source.volume)
    : measureSegments(labelMaps, shared.source.volume, sliceExtentsMm(shared.source));
  const options = {
    ...shared,
    review,
    segmentation: reference,
    ...(creatorName && { observerName: creatorName }),
  };
  yield { path, bytes: writeMeasurementReport(measurements, options) };
}

/** NIfTI has no layers, so overlapping segments go to separate files, "name-2.nii.gz". */
function* writeLayers({ labelMaps, source: { volume }, anonymous }: WrittenSegments, path: string) {
  const groups = groupParts(withCleanSegments(labelMaps, anonymous), volume.grid);
  for (const [index, group] of groups.entries()) {
    const own = index === 0 ? path : path.replace(/(\.nii)?(\.gz)?$/i, `-${index + 1}$&`);
    yield { path: own, bytes: toNifti(joinParts(group, volume.grid)) };
  }
}

/** One file per segment in the folder `path`; if the path ends in .stl, one file for all. */
function* writeSurfaces({ labelMaps, own, anonymous }: WrittenSegments, path: string) {
  const measured = withCleanSegments(own ?? labelMaps, anonymous);
  if (/\.stl$/i.test(path)) {
    yield { path, bytes: toStl([...segmentSurfaces(measured)].map(({ mesh }) => mesh)) };
    return;
  }
  for (const { segment, mesh } of segmentSurfaces(measured)) {
    const name = segment.label.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    yield { path: `${path.replace(/\/$/, "")}/${segment.segmentNumber}-${name}.stl`, bytes: toStl([mesh]) };
  }
}

/** End of the name of a single file in this format. */
export function oneFileExtension(id: FileFormId): string {
  const { archive, extension } = fileForms[id];
  return archive?.extension ?? extension;
}

/**
 * Writes segments as one file; if the format has several, as a ZIP archive without folders.
 * @param labelMaps several, which overlap, only for formats that hold them in one file.
 * @param readme content of `README.txt` in an archive; omitted if undefined.
 * @throws AutosegError as the format's `write`.
 */
export function toOneFile(id: FileFormId, segments: WrittenSegments, readme?: string): Blob {
  const { archive, mediaType, write } = fileForms[id];
  if (!archive) {
    const [file] = write(segments, "");
    return new Blob([file!.bytes], { type: mediaType });
  }
  const entries: Record<string, Uint8Array> = {};
  if (readme !== undefined) entries["README.txt"] = strToU8(readme);
  for (const { path, bytes } of write(segments, archive.path))
    entries[path.slice(path.lastIndexOf("/") + 1)] = bytes;
  return new Blob([zipSync(entries, { level: archive.level })], { type: "application/zip" });
}
