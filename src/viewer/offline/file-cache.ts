import type { BuiltFile } from "./built-files.ts";

const cacheName = "autoseg-program";

/**
 * Files of the program in Cache Storage, each under its address and its SHA-256: versions lie beside each other, and share what
 * did not change. Models are not here: `inference` keeps their weights, whoever serves the page.
 */
export class FileCache {
  readonly #scope: string;
  readonly #cache: Promise<Cache>;

  /** @param scope address of the page's folder, with a slash at its end. */
  constructor(scope: string) {
    this.#scope = scope;
    // Two folders of one server are two programs.
    this.#cache = caches.open(`${cacheName} ${scope}`);
  }

  async find(file: BuiltFile): Promise<Response | undefined> {
    return (await this.#cache).match(this.#keyOf(file));
  }

  /** A file of any version at that address. Only for names that contain a hash themselves. */
  async findVersion(url: string): Promise<Response | undefined> {
    return (await this.#cache).match(url, { ignoreSearch: true });
  }

  async put(file: BuiltFile, response: Response): Promise<void> {
    await (await this.#cache).put(this.#keyOf(file), response);
  }

  /** Removes everything that is not among the files. */
  async retain(files: readonly BuiltFile[]): Promise<void> {
    const cache = await this.#cache;
    const wanted = new Set(files.map((file) => this.#keyOf(file)));
    for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
  }

  #keyOf({ url, sha256 }: BuiltFile): string {
    return new URL(`${url}?sha256=${sha256}`, this.#scope).href;
  }
}

/** SHA-256 of bytes, hexadecimal. */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
