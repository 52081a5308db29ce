import { parseDataset, type ReferencedImages, referencedImages } from "../dicom/index.ts";
import { findObjectKind } from "../dicom-objects/index.ts";
import { t } from "../texts/index.ts";
import { findVolumeFormat } from "../volume-files/index.ts";
import type { StudyIndex } from "./server/serve-study.ts";

/**
 * The files of the study served with the page; undefined if there is none. They must be on the server of the index, and
 * redirects are not followed, since the user agreed to this server only.
 */
export async function fetchStudy(indexUrl: string): Promise<File[] | undefined> {
  const response = await fetch(indexUrl, { redirect: "manual" }).catch(() => undefined);
  if (!response?.ok || !response.headers.get("content-type")?.includes("json")) return undefined;
  const { files } = (await response.json()) as StudyIndex;
  if (files.length === 0) return undefined;
  const fetched: File[] = new Array(files.length);
  let next = 0;
  const fetchSome = async (): Promise<void> => {
    while (next < files.length) {
      const number = next++;
      const { name, url } = files[number]!;
      const address = new URL(url, indexUrl);
      if (address.origin !== new URL(indexUrl).origin)
        throw new Error(t("study.elsewhere", { name, origin: address.origin }));
      const answer = await fetch(address, { redirect: "manual" });
      if (!answer.ok)
        throw new Error(`${name} could not be fetched (HTTP ${answer.status}). Reload the page.`);
      fetched[number] = new File([await answer.blob()], name);
    }
  };
  await Promise.all(Array.from({ length: 6 }, fetchSome));
  return fetched;
}

/** A file with its path below the chosen folder, as a DICOMDIR lists it and messages name it. */
export function withPath(file: File): File {
  return file.webkitRelativePath === "" ? file : new File([file], file.webkitRelativePath);
}

/** Files by content. */
export interface SortedFiles {
  /** DICOM images, and files that may be some. */
  readonly images: readonly File[];
  /** DICOM objects with segments. */
  readonly segmentations: readonly File[];
  /** Measurement reports. */
  readonly reports: readonly File[];
  /** NIfTI and NRRD files. */
  readonly volumeFiles: readonly File[];
}

export async function sortFiles(files: readonly File[]): Promise<SortedFiles> {
  const [images, segmentations, reports, volumeFiles] = [[], [], [], []] as [File[], File[], File[], File[]];
  const lists = await Promise.all(
    files.map(async (file) => {
      // A file that cannot be read reports the error when opened.
      const kind = await findObjectKind(file).catch(() => undefined);
      if (kind) return kind === "report" ? reports : segmentations;
      return (await findVolumeFormat(file).catch(() => undefined)) ? volumeFiles : images;
    }),
  );
  for (const [index, file] of files.entries()) lists[index]!.push(file);
  return { images, segmentations, reports, volumeFiles };
}

/** The images that a DICOM object references; undefined for an unreadable file, which reports the error when opened. */
export async function readReferences(file: File): Promise<ReferencedImages | undefined> {
  try {
    return referencedImages(parseDataset(new Uint8Array(await file.arrayBuffer())).dataset);
  } catch {
    return undefined;
  }
}

/** Dropped files, including the contents of folders, sorted by name. */
export async function filesFromDrop(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await, after which the transfer is empty.
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files = (
    await Promise.all(entries.map((entry) => (entry instanceof File ? [entry] : readEntry(entry))))
  ).flat();
  return files.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

async function readEntry(entry: FileSystemEntry | null): Promise<File[]> {
  if (!entry || entry.name.startsWith(".")) return [];
  if (entry.isFile)
    return [
      await new Promise<File>((resolve, reject) =>
        // With its path below what was dropped, as a DICOMDIR lists it.
        (entry as FileSystemFileEntry).file(
          (file) => resolve(new File([file], entry.fullPath.replace(/^\//, ""))),
          reject,
        ),
      ),
    ];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader returns up to a hundred entries at a time, and none at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return files;
    for (const inner of batch) files.push(...(await readEntry(inner)));
  }
}
