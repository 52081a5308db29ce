import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";

/** Parameters of the page's address that name another server to contact. */
const namingServers = ["study", "models", "add-model", "dicomweb", "pacs"] as const;

/**
 * The Content Security Policy (level 3). The page may run the scripts, workers and styles of its own server and compile
 * WebAssembly, but nothing inline and no code from text; it may contact its own server and those that its address names. It may
 * read what it has made itself (blob:), which is how surfaces reach Cornerstone3D.
 */
function contentSecurityPolicy(servers: readonly string[], makesCode: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${makesCode ? "'unsafe-eval'" : "'wasm-unsafe-eval'"}`,
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${["'self'", "blob:", ...servers].join(" ")}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Headers of every response, whoever serves the viewer: the development server, nginx and Caddy (deploy/), and the service
 * worker. Cross-origin isolation allows WebAssembly more than one thread.
 * @param servers other origins that the page may contact.
 * @param makesCode as for securityHeaders.
 */
export function toHeaders(servers: readonly string[], makesCode = false): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(servers, makesCode),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}

/**
 * Adds these headers to every response of the development server and of the preview of a build.
 * @param makesCode whether the page may create code from text. The decoders of Cornerstone3D's own image loader do
 * (Emscripten's embind), so an application that reads images with it needs this; the viewer does not.
 */
export function securityHeaders({ makesCode = false } = {}): Plugin {
  // A worker has its own policy, and its URL does not tell which page it belongs to.
  const named = new Set<string>();
  const answer = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    for (const origin of namedServers(request.url ?? "")) named.add(origin);
    for (const [name, value] of Object.entries(toHeaders([...named], makesCode)))
      response.setHeader(name, value);
    next();
  };
  return {
    name: "autoseg-security-headers",
    configureServer: (server) => void server.middlewares.use(answer),
    configurePreviewServer: (server) => void server.middlewares.use(answer),
  };
}

/** The origins named in a page's address. */
function namedServers(url: string): string[] {
  const { pathname, searchParams } = new URL(url, "http://self");
  if (!/(\/|\.html)$/.test(pathname)) return [];
  return namingServers.flatMap((name) => {
    const address = searchParams.get(name);
    if (address === null || !URL.canParse(address)) return [];
    const { protocol, origin } = new URL(address);
    return protocol === "http:" || protocol === "https:" ? [origin] : [];
  });
}
