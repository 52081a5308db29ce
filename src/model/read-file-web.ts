import { AutosegError } from "../errors.ts";
import { isOwnAddress, openOwnFile } from "./own-model-files.ts";

/**
 * Reads the file at a URL, which may be relative, or a file of a model that the user added. Redirects are not followed: a
 * model's files must be in its own folder.
 * @param _manifest unused: a URL has no links that lead elsewhere.
 * @throws AutosegError `model-not-found`, also for more than `mostBytes`.
 */
export async function readFile(
  location: string,
  mostBytes: number,
  _manifest?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (found: string, cause?: unknown) =>
    new AutosegError(
      "model-not-found",
      `No model file at ${location} (${found}). Check the model's address.`,
      { location },
      { cause },
    );
  if (isOwnAddress(location)) {
    const file = await openOwnFile(location);
    if (!file) throw fail("it was removed from this browser");
    return new Uint8Array(await file.arrayBuffer());
  }
  const response = await fetch(location, { redirect: "manual" }).catch((cause: unknown) => {
    throw fail("no answer", cause);
  });
  const leadsTo = response.headers.get("location");
  // A browser does not reveal the target of a redirect.
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400 && leadsTo))
    throw fail(
      `its server redirects to ${leadsTo ?? "another address"}; models are read only from their own folder`,
    );
  // Servers of single-page applications answer every address with their page.
  if (!response.ok || response.headers.get("content-type")?.startsWith("text/html"))
    throw fail(`HTTP ${response.status}`);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    pieces.push(read.value);
    length += read.value.length;
    if (length <= mostBytes) continue;
    await reader?.cancel();
    throw fail(`it has more than ${mostBytes} bytes`);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** The absolute URL: another thread would resolve a relative one against its own script. */
export function toAbsolute(location: string): string {
  return new URL(location, globalThis.location.href).href;
}
