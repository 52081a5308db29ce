import { afterEach, beforeEach, expect, test, vi } from "vitest";

const runtime = {
  path: "wasm/runtime.wasm",
  built: () => new URL("https://cdn.example/build/runtime-4f1.wasm"),
} as const;
const script = {
  path: "workers/runtime.js",
  built: () => new URL("https://host.example/build/runtime.js"),
} as const;

/** The module keeps what it was told, so each test has one of its own. */
async function freshAssets() {
  vi.resetModules();
  return import("../../../src/workers/assets.ts");
}

beforeEach(() => vi.stubGlobal("location", { href: "https://host.example/viewer/index.html" }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test("are where the build has them unless the application says otherwise", async () => {
  const { addressOf } = await freshAssets();
  expect(addressOf(runtime)).toBe("https://cdn.example/build/runtime-4f1.wasm");
});

test.each([
  ["static", "https://host.example/viewer/static/runtime.wasm"],
  ["static/", "https://host.example/viewer/static/runtime.wasm"],
  ["/assets/wasm", "https://host.example/assets/wasm/runtime.wasm"],
  ["https://files.example/a/", "https://files.example/a/runtime.wasm"],
])("in the folder %s, by their published names", async (wasm, address) => {
  const { addressOf, setAssets } = await freshAssets();
  setAssets({ wasm });
  expect(addressOf(runtime)).toBe(address);
  expect(addressOf(script), "the other folder stays").toBe("https://host.example/build/runtime.js");
  setAssets({ workers: new URL("https://host.example/w") });
  expect(addressOf(runtime), "what is left out stays").toBe(address);
  expect(addressOf(script)).toBe("https://host.example/w/runtime.js");
});

test("a worker uses the addresses of the thread that started it", async () => {
  const page = await freshAssets();
  page.setAssets({ wasm: "/served" });
  const posted: unknown[] = [];
  page.postAssets({ postMessage: (message: unknown) => posted.push(message) } as unknown as Worker, [
    runtime,
  ]);
  expect(posted).toEqual([
    { assetAddresses: { "wasm/runtime.wasm": "https://host.example/served/runtime.wasm" } },
  ]);

  const worker = await freshAssets();
  const events = new EventTarget();
  vi.stubGlobal("addEventListener", events.addEventListener.bind(events));
  worker.receiveAssets();
  events.dispatchEvent(new MessageEvent("message", { data: { type: "a call of Comlink" } }));
  expect(worker.addressOf(runtime)).toBe("https://cdn.example/build/runtime-4f1.wasm");
  events.dispatchEvent(new MessageEvent("message", { data: posted[0] }));
  expect(worker.addressOf(runtime)).toBe("https://host.example/served/runtime.wasm");
});
