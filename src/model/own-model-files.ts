/**
 * Files of models that the user added, in the browser's private file system, one folder per model. Their addresses,
 * `opfs:///models/NAME/FILE`, exist on no server; worker threads can read them too.
 */
const scheme = "opfs:";
const folderName = "models";

export function isOwnAddress(location: string): boolean {
  return location.startsWith(scheme);
}

export function ownAddress(name: string, file: string): string {
  return `${scheme}///${folderName}/${name}/${file}`;
}

/** The file at an address; undefined if there is none. */
export async function openOwnFile(address: string): Promise<File | undefined> {
  const [name, file] = new URL(address).pathname.split("/").slice(-2) as [string, string];
  try {
    const folder = await (await ownFolder()).getDirectoryHandle(decodeURIComponent(name));
    return await (await folder.getFileHandle(decodeURIComponent(file))).getFile();
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

/** Writes the files of a model in this order, replacing the existing ones. */
export async function writeOwnFiles(
  name: string,
  files: readonly { readonly name: string; readonly file: Blob }[],
): Promise<void> {
  await removeOwnFolder(name);
  const folder = await (await ownFolder()).getDirectoryHandle(name, { create: true });
  try {
    for (const { name: fileName, file } of files) {
      const writable = await (await folder.getFileHandle(fileName, { create: true })).createWritable();
      await writable.write(file);
      await writable.close();
    }
  } catch (cause) {
    await removeOwnFolder(name);
    throw cause;
  }
}

/** Names of the existing folders. */
export async function listOwnFolders(): Promise<string[]> {
  if (!globalThis.navigator?.storage?.getDirectory) return [];
  const names: string[] = [];
  for await (const name of (await ownFolder()).keys()) names.push(name);
  return names.sort();
}

export async function removeOwnFolder(name: string): Promise<void> {
  await (await ownFolder()).removeEntry(name, { recursive: true }).catch((cause: unknown) => {
    if (!isMissing(cause)) throw cause;
  });
}

async function ownFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(folderName, { create: true });
}

function isMissing(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "NotFoundError";
}
