/** A file that is loaded at run time: the script of a worker, or WebAssembly. */
export interface Asset {
  /** Its folder and name among the published assets. */
  readonly path: AssetPath;
  /** Where the build has it. Bundlers find it by the literal in it. */
  readonly built: () => URL;
}

type AssetPath = `workers/${string}` | `wasm/${string}`;

/** The folders in which an application serves the assets itself: addresses, relative ones to the page. */
export interface AssetFolders {
  /** With the scripts of the workers, of the page's own origin. */
  readonly workers?: string | URL;
  /** With the WebAssembly files. */
  readonly wasm?: string | URL;
}

/** What this thread was given: folders by the application, or, in a worker, addresses by the thread that started it. */
let folders: AssetFolders = {};
let given: Readonly<Record<string, string>> = {};

/** Names a file; `scripts/build-packages` copies it to `path` and points `built` there. */
export function asset(path: AssetPath, built: () => URL): Asset {
  return { path, built };
}

/**
 * Tells the library where the application serves the assets, once and before anything else; what is left out stays where
 * the bundler put it. It holds for the page.
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

/** The message with which a thread tells a worker that it starts where the assets are. */
interface AssetsMessage {
  readonly assetAddresses: Readonly<Record<string, string>>;
}

/** Tells a worker the addresses of what it needs: its script may have been moved by a bundler, so that it cannot know. */
export function postAssets(worker: Worker, needs: readonly Asset[]): void {
  const assetAddresses = Object.fromEntries(needs.map((needed) => [needed.path, addressOf(needed)]));
  worker.postMessage({ assetAddresses } satisfies AssetsMessage);
}

/** In a worker: takes the addresses that {@link postAssets} sends, before any call arrives. */
export function receiveAssets(): void {
  addEventListener("message", ({ data }: MessageEvent<Partial<AssetsMessage> | undefined>) => {
    if (data?.assetAddresses) given = data.assetAddresses;
  });
}
