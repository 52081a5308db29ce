import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Headers of every file of OHIF and of the plugin; docs/ohif.md has the same lines. */
const isolation: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};
const contentSecurityPolicy = [
  "default-src 'self'",
  // OHIF has inline scripts, and its decoders create code from text.
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'self'",
].join("; ");

export interface OhifSite {
  /** Folder of a released OHIF. */
  readonly ohif: string;
  /** Content of its app-config.js. */
  readonly config: string;
  /** Further folders, by the path they are served at: "/plugins/autoseg/". */
  readonly folders: Readonly<Record<string, string>>;
  /** URL of the DICOMweb server behind "/dicom-web/". */
  readonly dicomWeb: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves OHIF as a hospital would, on a free port of this machine. */
export async function serveOhif(site: OhifSite): Promise<AsyncDisposable & { readonly url: string }> {
  const headers = site.headers ?? { ...isolation, "Content-Security-Policy": contentSecurityPolicy };
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const { pathname, search } = new URL(request.url!, "http://host");
    if (pathname.startsWith("/dicom-web/"))
      return forward(request, response, site.dicomWeb + pathname.slice(1) + search);
    if (pathname === "/app-config.js") {
      response.setHeader("Content-Type", "text/javascript");
      return response.end(site.config);
    }
    const folder = Object.entries(site.folders).find(([path]) => pathname.startsWith(path));
    if (folder) return sendFile(response, folder[1], pathname.slice(folder[0].length));
    return sendFile(response, site.ohif, pathname, "index.html");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param fallback sent for paths without a file, which are routes of the application. */
function sendFile(response: ServerResponse, folder: string, path: string, fallback?: string): void {
  const wanted = join(folder, normalize(decodeURIComponent(path)));
  const file = isFile(wanted) ? wanted : fallback && !extname(path) ? join(folder, fallback) : undefined;
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("Content-Type", contentTypes[extname(file)] ?? "application/octet-stream");
  createReadStream(file).pipe(response);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

async function forward(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { accept, "content-type": contentType } = request.headers;
  const answer = await fetch(url, {
    method: request.method!,
    headers: { ...(accept && { accept }), ...(contentType && { "content-type": contentType }) },
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  response.writeHead(answer.status, { "Content-Type": answer.headers.get("content-type") ?? "" });
  response.end(new Uint8Array(await answer.arrayBuffer()));
}
