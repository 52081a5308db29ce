import { AutosegError } from "../errors.ts";

/** Advice for a file of the library that the page cannot load. */
const advice =
  "Copy the assets there with npx cornerstone-autoseg copy-assets FOLDER, or give the option assets the addresses of the folders that have them.";

/**
 * Requests an address again to find out why a script or WebAssembly could not be loaded.
 * @returns AutosegError `missing-assets`; undefined if the file is there.
 */
export async function findMissingAsset(address: string): Promise<AutosegError<"missing-assets"> | undefined> {
  const found = await fetch(address).then(
    (response) => {
      void response.body?.cancel();
      if (!response.ok) return `HTTP ${response.status}`;
      // Servers of single-page applications answer every address with their page.
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

/** Addresses of workers that this thread's Content Security Policy refused; undefined until {@link watchPolicy} is called. */
let refused: Set<string> | undefined;

/** From now on, records which workers this thread's Content Security Policy refuses. */
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
  // For a worker of another origin the browser reports only the origin, with or without a slash.
  const names = [address, new URL(address).origin, `${new URL(address).origin}/`];
  if (!names.some((name) => refused?.has(name))) return undefined;
  return new AutosegError(
    "blocked-by-policy",
    "The page's Content-Security-Policy forbids the library's web workers. Add worker-src 'self' to the header.",
    { directive: "worker-src" },
  );
}

/** The smallest valid WebAssembly module: magic number and version. */
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
