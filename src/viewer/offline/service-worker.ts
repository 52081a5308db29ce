/**
 * Serves the application without its server. Keeps exactly the files of its own build, verified by SHA-256; studies and
 * DICOMweb responses are never kept. A new version is loaded alongside and waits until the user agrees to it.
 */
import { toHeaders } from "../server/security-headers.ts";
import type { BuiltFile, OfflineMessage, PageMessage } from "./built-files.ts";
import { FileCache, sha256Of } from "./file-cache.ts";
import type { WorkerScope } from "./worker-scope.ts";

const worker = globalThis as unknown as WorkerScope;
const { builtFiles: files, registration } = worker;
const { scope } = registration;
const cache = new FileCache(scope);
const pageFile = files.find(({ url }) => url === "")!;
const filesByUrl = new Map(files.map((file) => [new URL(file.url, scope).href, file]));

/** Files loaded in parallel, and how long the server may take to return the page before the kept one is shown. */
const parallel = 4;
const patienceMs = 5000;

worker.addEventListener("install", (event) => event.waitUntil(install()));

// Takes over pages that were opened before there was a worker.
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  const message = event.data as PageMessage;
  if (message === "activate") event.waitUntil(worker.skipWaiting());
  if (message === "started") event.waitUntil(removeOldVersions());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.hash = "";
  if (request.method !== "GET" || !url.href.startsWith(scope)) return;
  if (request.mode === "navigate") {
    const path = url.href.slice(scope.length).replace(/\?.*$/, "");
    if (path === "" || path === "index.html") event.respondWith(answerPage(request));
    return;
  }
  const file = filesByUrl.get(url.href);
  if (file) event.respondWith(answerFile(request, file));
  // A page of the previous version is still open and starts another of its workers.
  else if (url.href.startsWith(`${scope}assets/`)) event.respondWith(answerOldFile(request));
});

async function install(): Promise<void> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  const waiting = [...files];
  const keepSome = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      if (!(await cache.find(file))) await load(file);
      doneBytes += file.sizeBytes;
      await tell({ kind: "saving", doneBytes, totalBytes });
    }
  };
  await Promise.all(Array.from({ length: parallel }, keepSome));
}

/** Fetches and stores a file. @throws (the promise rejects) if it is not the one that was built, which the pages are told. */
async function load(file: BuiltFile): Promise<void> {
  const response = await fetch(new URL(file.url, scope), { cache: "no-cache" }).catch(() => undefined);
  const bytes = response?.ok ? await response.arrayBuffer() : undefined;
  if (response && bytes && (await sha256Of(bytes)) === file.sha256)
    return cache.put(file, new Response(bytes, { headers: response.headers }));
  const found = bytes ? "SHA-256" : response ? `HTTP ${response.status}` : "";
  await tell({ kind: "failed", url: file.url || "index.html", found });
  throw new Error(`${file.url} was not kept: ${found}`);
}

async function tell(message: OfflineMessage): Promise<void> {
  for (const page of await openPages()) page.postMessage(message);
}

/** The application's pages, including those loaded before there was a worker. */
async function openPages() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return pages.filter(({ url }) => url.startsWith(scope));
}

/**
 * The page of this version. The server is asked first, since it decides who may have it and with which headers; a later version
 * in its response is ignored, so as not to mix the two.
 */
async function answerPage(request: Request): Promise<Response> {
  const response = await fetch(request, { cache: "no-cache", signal: AbortSignal.timeout(patienceMs) }).catch(
    () => undefined,
  );
  // Responses such as "forbidden", "sign in" and "gone" are the server's to give.
  if (response && !response.ok && response.status < 500) return response;
  if (response?.ok) {
    const bytes = await response.arrayBuffer();
    const fresh = new Response(bytes, { headers: response.headers });
    if ((await sha256Of(bytes)) === pageFile.sha256) {
      await cache.put(pageFile, fresh.clone());
      return fresh;
    }
    void registration.update().catch(() => undefined);
  }
  return (await cache.find(pageFile)) ?? response ?? Response.error();
}

async function answerFile(request: Request, file: BuiltFile): Promise<Response> {
  const kept = await cache.find(file);
  return kept ? asServedWithPage(kept) : fetch(request);
}

async function answerOldFile(request: Request): Promise<Response> {
  const kept = await cache.findVersion(request.url);
  return kept ? asServedWithPage(kept) : fetch(request);
}

/**
 * A kept file with the headers that the server gives the page now: a worker has its own policy, and must be allowed what its
 * page is allowed, however old the file is.
 */
async function asServedWithPage(kept: Response): Promise<Response> {
  const page = await cache.find(pageFile);
  if (!page) return kept;
  const headers = new Headers(kept.headers);
  for (const name of Object.keys(toHeaders([]))) {
    const value = page.headers.get(name);
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return new Response(kept.body, { headers });
}

/** Removes files of other versions once no other page may use them and none is being installed. */
async function removeOldVersions(): Promise<void> {
  if (registration.installing || registration.waiting) return;
  if ((await openPages()).length <= 1) await cache.retain(files);
}
