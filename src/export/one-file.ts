import { strToU8, zipSync } from "fflate";
import { type FileFormId, fileForms, type WrittenSegments } from "./file-forms.ts";

/** What one file that holds a whole form has after its name. */
export function oneFileExtension(id: FileFormId): string {
  const { archive, extension } = fileForms[id];
  return archive?.extension ?? extension;
}

/**
 * Segments in a form as one file; what consists of several is a zip archive, without folders.
 * @param labelMaps of the segments: several, which overlap, only for forms that hold them in one file.
 * @param readme what `README.txt` of an archive says of the files; without it there is none.
 * @throws AutosegError as the form's `write`.
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
