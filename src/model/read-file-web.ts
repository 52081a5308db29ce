import { AutosegError } from "../errors.ts";
import { isOwnAddress, openOwnFile } from "./own-model-files.ts";

/**
 * Bytes at a URL, relative ones included, or of a model that the user has added. Redirects are not followed: a model's files lie in its own folder.
 * @param _manifest the file beside which it lies; a URL has no links that lead elsewhere.
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
  // A browser does not say where a redirect leads.
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400 && leadsTo))
    throw fail(
      `its server redirects to ${leadsTo ?? "another address"}; models are read only from their own folder`,
    );
  // A single-page server answers every address with its page.
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

/** The URL as another thread needs it, which resolves relative ones against its own script. */
export function toAbsolute(location: string): string {
  return new URL(location, globalThis.location.href).href;
}
