import type { BuiltFile } from "./built-files.ts";

const cacheName = "autoseg-program";

/**
 * Files of the application in Cache Storage, each under its URL and SHA-256, so that versions coexist and share unchanged
 * files. Models are not included: `inference` stores weights, whoever serves the page.
 */
export class FileCache {
  readonly #scope: string;
  readonly #cache: Promise<Cache>;

  /** @param scope URL of the page's folder, with a slash at the end. */
  constructor(scope: string) {
    this.#scope = scope;
    // Two folders on one server are two applications.
    this.#cache = caches.open(`${cacheName} ${scope}`);
  }

  async find(file: BuiltFile): Promise<Response | undefined> {
    return (await this.#cache).match(this.#keyOf(file));
  }

  /** A file of any version at that URL. Only for names that contain a hash. */
  async findVersion(url: string): Promise<Response | undefined> {
    return (await this.#cache).match(url, { ignoreSearch: true });
  }

  async put(file: BuiltFile, response: Response): Promise<void> {
    await (await this.#cache).put(this.#keyOf(file), response);
  }

  /** Removes all files except these. */
  async retain(files: readonly BuiltFile[]): Promise<void> {
    const cache = await this.#cache;
    const wanted = new Set(files.map((file) => this.#keyOf(file)));
    for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
  }

  #keyOf({ url, sha256 }: BuiltFile): string {
    return new URL(`${url}?sha256=${sha256}`, this.#scope).href;
  }
}

/** SHA-256 as hexadecimal text. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
