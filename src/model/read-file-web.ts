import { AutosegError } from "../errors.ts";

/** Bytes at a URL, relative ones included. */
export async function readFile(location: string): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (found: string, cause?: unknown) =>
    new AutosegError(
      "model-not-found",
      `No model file at ${location} (${found}). Check the model's address.`,
      { location },
      { cause },
    );
  const response = await fetch(location).catch((cause: unknown) => {
    throw fail("no answer", cause);
  });
  // A single-page server answers every address with its page.
  if (!response.ok || response.headers.get("content-type")?.startsWith("text/html"))
    throw fail(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The URL as another thread needs it, which resolves relative ones against its own script. */
export function toAbsolute(location: string): string {
  return new URL(location, globalThis.location.href).href;
}
