/** A file that is loaded at run time: the script of a worker, or WebAssembly. */
export interface Asset {
  /** Folder and name among the published assets. */
  readonly path: AssetPath;
  /** Its address in the build. Bundlers find it by the literal in this function. */
  readonly built: () => URL;
}

type AssetPath = `workers/${string}` | `wasm/${string}`;

/** Where an application serves the assets itself: addresses, resolved against the page. */
export interface AssetFolders {
  /** Folder of the worker scripts; must be on the page's origin. */
  readonly workers?: string | URL;
  /** Folder of the WebAssembly files. */
  readonly wasm?: string | URL;
}

/** Set in the page by the application (folders), in a worker by the thread that started it (addresses). */
let folders: AssetFolders = {};
let given: Readonly<Record<string, string>> = {};

/** Declares an asset; `scripts/build-packages` copies it to `path` and makes `built` point there. */
export function asset(path: AssetPath, built: () => URL): Asset {
  return { path, built };
}

/**
 * Tells the library where the application serves the assets. Call it once, before anything else; folders left out stay where
 * the bundler put them. Applies to the whole page.
 */
export function setAssets(chosen: AssetFolders): void {
  folders = { ...folders, ...chosen };
}

/** The absolute address of an asset. */
export function addressOf({ path, built }: Asset): string {
  const known = given[path];
  if (known !== undefined) return known;
  const [kind, name] = path.split("/") as [keyof AssetFolders, string];
  const folder = folders[kind];
  if (folder === undefined) return built().href;
  return new URL(name, new URL(`${folder}`.replace(/\/?$/, "/"), globalThis.location.href)).href;
}

/** The message that tells a new worker where the assets are. */
interface AssetsMessage {
  readonly assetAddresses: Readonly<Record<string, string>>;
}

/** Tells a worker the addresses of the assets it loads: it cannot work them out, since a bundler may have moved its script. */
export function postAssets(worker: Worker, needs: readonly Asset[]): void {
  const assetAddresses = Object.fromEntries(needs.map((needed) => [needed.path, addressOf(needed)]));
  worker.postMessage({ assetAddresses } satisfies AssetsMessage);
}

/** In a worker: receives the addresses that {@link postAssets} sends, before any call arrives. */
export function receiveAssets(): void {
  addEventListener("message", ({ data }: MessageEvent<Partial<AssetsMessage> | undefined>) => {
    if (data?.assetAddresses) given = data.assetAddresses;
  });
}
