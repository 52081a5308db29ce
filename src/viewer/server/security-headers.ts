import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";

/** Parameters of the page's address that name another server to speak to. */
const namingServers = ["study", "models", "add-model", "dicomweb", "pacs"] as const;

/**
 * What a page may do (Content Security Policy, level 3): run the scripts, workers and styles of its own server and compile
 * WebAssembly, nothing inline and nothing from text; speak to its own server and to those that its address names. What it
 * has made itself (blob:) it may read: surfaces reach Cornerstone3D that way.
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
 * Headers of every answer, whoever serves the viewer: the development server, nginx and Caddy (deploy/), and the service worker
 * without a server. Cross-origin isolation is what gives WebAssembly more than one thread.
 * @param servers origins besides its own that the page may speak to.
 * @param makesCode as of securityHeaders.
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
 * Sends these headers with every answer of the development server and of the preview of a build.
 * @param makesCode whether the page may make code from text: the decoders that Cornerstone3D's own image loader brings do
 * (Emscripten's embind), so that an application which reads its images with it needs that. The viewer does not.
 */
export function securityHeaders({ makesCode = false } = {}): Plugin {
  // A worker has a policy of its own, and its address does not say which page it is of.
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

/** The origins that the address of a page names. */
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
