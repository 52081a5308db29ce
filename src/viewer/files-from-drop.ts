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
