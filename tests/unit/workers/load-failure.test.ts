import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { checkWasmAllowed, findMissingAsset } from "../../../src/workers/index.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("a file of the library", () => {
  /** A server with one script, which answers unknown pages with its own, as servers of single-page applications do. */
  async function withServer(check: (url: string) => Promise<void>): Promise<void> {
    const server = createServer(({ url }, response) => {
      if (url === "/runtime.js")
        response.writeHead(200, { "content-type": "text/javascript" }).end("export {};");
      else if (url === "/app/runtime.js")
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>");
      else response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      await check(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test("that is there is no failure", () =>
    withServer(async (url) => expect(await findMissingAsset(`${url}/runtime.js`)).toBeUndefined()));

  test("that is missing is named, with what was found and what to do", () =>
    withServer(async (url) => {
      const address = `${url}/nothing.js`;
      expect(await findMissingAsset(address)).toMatchObject({
        code: "missing-assets",
        details: { address, found: "HTTP 404" },
        message: expect.stringContaining("copy-assets"),
      });
    }));

  test("in whose place a page is sent is missing too", () =>
    withServer(async (url) =>
      expect(await findMissingAsset(`${url}/app/runtime.js`)).toMatchObject({
        details: { found: "a page instead" },
      }),
    ));

  test("on a server that does not answer", async () => {
    let closed = "";
    await withServer(async (url) => {
      closed = url;
    });
    expect(await findMissingAsset(`${closed}/runtime.js`)).toMatchObject({ details: { found: "no answer" } });
  });
});

describe("a policy", () => {
  test.each(["https://host.example/w/runtime.js", "https://host.example", "https://host.example/"])(
    "that refuses workers, named as %s",
    async (blockedURI) => {
      const events = new EventTarget();
      vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
      vi.resetModules();
      const { findRefusedWorker, watchPolicy } = await import("../../../src/workers/load-failure.ts");
      const address = "https://host.example/w/runtime.js";
      const violate = (effectiveDirective: string) =>
        events.dispatchEvent(
          Object.assign(new Event("securitypolicyviolation"), { effectiveDirective, blockedURI }),
        );
      watchPolicy();
      violate("img-src");
      expect(findRefusedWorker(address)).toBeUndefined();
      violate("worker-src");
      expect(findRefusedWorker(address)).toMatchObject({
        code: "blocked-by-policy",
        details: { directive: "worker-src" },
      });
      expect(findRefusedWorker("https://other.example/runtime.js")).toBeUndefined();
    },
  );

  test("that refuses WebAssembly", () => {
    expect(checkWasmAllowed).not.toThrow();
    const refusal = new Error("Refused to compile");
    vi.stubGlobal("WebAssembly", {
      Module: class {
        constructor() {
          throw refusal;
        }
      },
    });
    expect(checkWasmAllowed).toThrow(
      expect.objectContaining({
        code: "blocked-by-policy",
        details: { directive: "wasm-unsafe-eval" },
        cause: refusal,
      }),
    );
  });
});
