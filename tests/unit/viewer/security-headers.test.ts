import type { Connect, Plugin, ViteDevServer } from "vite";
import { expect, test } from "vitest";
import { securityHeaders } from "../../../src/viewer/server/security-headers.ts";

/** The headers that a server gives to requests, one after the other. */
function answers(...urls: readonly string[]): Record<string, string>[] {
  return answersOf(securityHeaders(), urls);
}

function answersOf(plugin: Plugin, urls: readonly string[]): Record<string, string>[] {
  let answer: Connect.NextHandleFunction | undefined;
  const middlewares = { use: (handler: Connect.NextHandleFunction) => (answer = handler) };
  const { configureServer } = plugin;
  (configureServer as (server: ViteDevServer) => void)({ middlewares } as unknown as ViteDevServer);
  return urls.map((url) => {
    const headers: Record<string, string> = {};
    const response = { setHeader: (name: string, value: string) => (headers[name] = value) };
    answer!({ url } as Connect.IncomingMessage, response as never, () => undefined);
    return headers;
  });
}

const connections = (headers: Record<string, string> | undefined): string | undefined =>
  /connect-src ([^;]*);/.exec(headers?.["Content-Security-Policy"] ?? "")?.[1];

test("the policy allows nothing inline, nothing made of text, and no frame around the page", () => {
  const [headers] = answers("/");
  expect(headers?.["Content-Security-Policy"]).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
      "img-src 'self' data: blob:; connect-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers?.["Referrer-Policy"]).toBe("no-referrer");
});

test("a page with Cornerstone3D's own decoders may make code from text, and nothing else more", () => {
  const policy = (plugin: Plugin) => answersOf(plugin, ["/"])[0]!["Content-Security-Policy"];
  expect(policy(securityHeaders({ makesCode: true }))).toBe(
    policy(securityHeaders())!.replace("'wasm-unsafe-eval'", "'unsafe-eval'"),
  );
});

test.each([
  [
    "/?dicomweb=https%3A%2F%2Fme%3Asecret%40pacs.example%2Fweb%2Fstudies",
    "'self' blob: https://pacs.example",
  ],
  [
    "/?study=http://a:8080/s/index.json&models=https://b/m/index.json",
    "'self' blob: http://a:8080 https://b",
  ],
  ["/?add-model=https://models.example/total/", "'self' blob: https://models.example"],
  ["/?pacs=https://pacs.example/dicom-web", "'self' blob: https://pacs.example"],
  ["/index.html?study=study/index.json", "'self' blob:"],
  ["/?study=javascript:alert(1)", "'self' blob:"],
  ["/?study=data:,x", "'self' blob:"],
  ["/?dicomweb=https://a;script-src%20*", "'self' blob:"],
  ["/?other=https://a", "'self' blob:"],
  ["/study/0?study=https://a", "'self' blob:"],
])("the page may speak to the servers that its address names: %s", (url, allowed) => {
  expect(connections(answers(url)[0])).toBe(allowed);
});

test("so may its workers, whose address names none", () => {
  const [, worker] = answers("/?models=https://b/index.json", "/assets/worker.js");
  expect(connections(worker)).toBe("'self' blob: https://b");
});
