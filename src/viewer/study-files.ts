import { parseDataset, type ReferencedImages, referencedImages } from "../dicom/index.ts";
import { findObjectKind } from "../dicom-objects/index.ts";
import { t } from "../texts/index.ts";
import { findVolumeFormat } from "../volume-files/index.ts";
import type { StudyIndex } from "./server/serve-study.ts";

/**
 * The files of a study that is served beside the page; undefined when none is. They lie on the server of its index, and
 * redirects are not followed: the user agreed to this server and to no other.
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

/** The file under its path below the folder that was chosen, as a DICOMDIR lists it and messages should name it. */
export function withPath(file: File): File {
  return file.webkitRelativePath === "" ? file : new File([file], file.webkitRelativePath);
}

/** Files by what they hold. */
export interface SortedFiles {
  /** DICOM images, and whatever else may be some. */
  readonly images: readonly File[];
  /** DICOM objects that hold segments. */
  readonly segmentations: readonly File[];
  /** Measurement reports. */
  readonly reports: readonly File[];
  /** NIfTI and NRRD. */
  readonly volumeFiles: readonly File[];
}

export async function sortFiles(files: readonly File[]): Promise<SortedFiles> {
  const [images, segmentations, reports, volumeFiles] = [[], [], [], []] as [File[], File[], File[], File[]];
  const lists = await Promise.all(
    files.map(async (file) => {
      // What cannot be read says why when it is opened.
      const kind = await findObjectKind(file).catch(() => undefined);
      if (kind) return kind === "report" ? reports : segmentations;
      return (await findVolumeFormat(file).catch(() => undefined)) ? volumeFiles : images;
    }),
  );
  for (const [index, file] of files.entries()) lists[index]!.push(file);
  return { images, segmentations, reports, volumeFiles };
}

/** The images that a DICOM object refers to; undefined for a file that cannot be read, which says why when it is opened. */
export async function readReferences(file: File): Promise<ReferencedImages | undefined> {
  try {
    return referencedImages(parseDataset(new Uint8Array(await file.arrayBuffer())).dataset);
  } catch {
    return undefined;
  }
}

/** Files that were dropped, folders and what is in them included, in the order of their names. */
export async function filesFromDrop(transfer: DataTransfer): Promise<File[]> {
  // The entries must be taken before the first await: afterwards the transfer is empty.
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
        // Under its path below what was dropped, as a DICOMDIR lists it.
        (entry as FileSystemFileEntry).file(
          (file) => resolve(new File([file], entry.fullPath.replace(/^\//, ""))),
          reject,
        ),
      ),
    ];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  // A reader hands out a hundred entries at a time, and none when it is done.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return files;
    for (const inner of batch) files.push(...(await readEntry(inner)));
  }
}
