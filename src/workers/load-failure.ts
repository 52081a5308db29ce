import { AutosegError } from "../errors.ts";

/** The advice for a file of the library that a page cannot load. */
const advice =
  "Copy the assets there with npx cornerstone-autoseg copy-assets FOLDER, or give the option assets the addresses of the folders that have them.";

/**
 * Why a script or WebAssembly could not be loaded: asks its address again. Undefined where a file is there.
 * @returns AutosegError `missing-assets`.
 */
export async function findMissingAsset(address: string): Promise<AutosegError<"missing-assets"> | undefined> {
  const found = await fetch(address).then(
    (response) => {
      void response.body?.cancel();
      if (!response.ok) return `HTTP ${response.status}`;
      // A single-page server answers every address with its page.
      return response.headers.get("content-type")?.startsWith("text/html") ? "a page instead" : undefined;
    },
    () => "no answer",
  );
  if (found === undefined) return undefined;
  return new AutosegError(
    "missing-assets",
    `The library's file ${address} could not be loaded (${found}). ${advice}`,
    { address, found },
  );
}

/** Addresses of workers that the policy of this thread refused; undefined while nobody watches. */
let refused: Set<string> | undefined;

/** Notes from now on which workers the policy of this thread refuses. */
export function watchPolicy(): void {
  if (refused) return;
  const addresses = new Set<string>();
  refused = addresses;
  globalThis.addEventListener?.("securitypolicyviolation", (event) => {
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective === "worker-src") addresses.add(blockedURI);
  });
}

/** @returns AutosegError `blocked-by-policy` for a worker that the policy refused. */
export function findRefusedWorker(address: string): AutosegError<"blocked-by-policy"> | undefined {
  // Of a worker of another origin the browser names the origin alone, with or without a slash.
  const names = [address, new URL(address).origin, `${new URL(address).origin}/`];
  if (!names.some((name) => refused?.has(name))) return undefined;
  return new AutosegError(
    "blocked-by-policy",
    "The page's Content-Security-Policy forbids the library's web workers. Add worker-src 'self' to the header.",
    { directive: "worker-src" },
  );
}

/** The smallest WebAssembly module: its magic number and version. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** @throws AutosegError `blocked-by-policy` where the policy of this thread forbids WebAssembly. */
export function checkWasmAllowed(): void {
  try {
    new WebAssembly.Module(emptyModule);
  } catch (cause) {
    throw new AutosegError(
      "blocked-by-policy",
      "The Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to script-src in the headers of the page and of the workers' scripts.",
      { directive: "wasm-unsafe-eval" },
      { cause },
    );
  }
}
