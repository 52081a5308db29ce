import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { afterEach, expect, test } from "vitest";
import { writeServiceWorker } from "../../../src/viewer/server/service-worker.ts";

const scope = "https://hospital.example/viewer/";
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A Cache Storage in memory, which two versions of a worker share. */
class Caches {
  readonly kept = new Map<string, Response>();

  async open() {
    const { kept } = this;
    return {
      async match(address: string, { ignoreSearch = false } = {}) {
        const bare = (url: string) => url.replace(/\?.*$/, "");
        for (const [url, response] of kept)
          if (url === address || (ignoreSearch && bare(url) === bare(address))) return response.clone();
        return undefined;
      },
      put: async (address: string, response: Response) => void kept.set(address, response),
      keys: async () => [...kept.keys()].map((url) => ({ url })),
      delete: async ({ url }: { url: string }) => kept.delete(url),
    };
  }

  /** Names of the files that are kept, each as often as there are versions of it. */
  get names(): string[] {
    return [...this.kept.keys()].map((url) => url.slice(scope.length).replace(/\?.*$/, "")).sort();
  }
}

type Answer = (path: string) => Response | undefined;

/** A worker of a build, run as a browser runs it, with a server that can be changed. */
async function startWorker(files: Readonly<Record<string, string>>, caches = new Caches()) {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-build-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  await writeServiceWorker(folder);

  const listeners = new Map<string, (event: object) => void>();
  const asked: string[] = [];
  const told: unknown[] = [];
  const pages = [{ url: scope, postMessage: (message: unknown) => told.push(message) }];
  const server: { answer: Answer } = {
    answer: (path) => {
      const text = files[path === "" ? "index.html" : path];
      return text === undefined ? new Response("", { status: 404 }) : new Response(text);
    },
  };
  const globals = {
    caches,
    crypto,
    Response,
    Headers,
    URL,
    AbortSignal,
    Uint8Array,
    registration: { scope, installing: null, waiting: null, update: async () => undefined },
    clients: { claim: async () => undefined, matchAll: async () => pages },
    skipWaiting: async () => undefined,
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    async fetch(target: URL | { url: string }) {
      const path = ("url" in target ? target.url : target.href).slice(scope.length).replace(/\?.*$/, "");
      asked.push(path);
      const answer = server.answer(path);
      if (!answer) throw new TypeError("Failed to fetch");
      return answer;
    },
  };
  runInContext(readFileSync(join(folder, "service-worker.js"), "utf8"), createContext(globals));

  const send = async (name: string, event: object = {}): Promise<void> => {
    const works: Promise<unknown>[] = [];
    listeners.get(name)!({ ...event, waitUntil: (work: Promise<unknown>) => works.push(work) });
    await Promise.all(works);
  };
  return {
    caches,
    asked,
    told,
    pages,
    server,
    install: () => send("install"),
    say: (data: string) => send("message", { data }),
    /** What a page that asks for an address is given; undefined where the worker leaves it to the network. */
    async request(path: string, { method = "GET", mode = "cors" } = {}): Promise<Response | undefined> {
      let response: Promise<Response> | undefined;
      const request = { url: new URL(path, scope).href, method, mode };
      await send("fetch", { request, respondWith: (given: Promise<Response>) => (response = given) });
      return response;
    },
  };
}

const build = {
  "index.html": "<p>one</p>",
  "assets/worker-1a.js": "one",
  "models/index.json": "[]",
  "models/ct/model.onnx": "weights",
  "study/0": "DICM",
  "study/index.json": "{}",
};

test("keeps the program, and neither studies nor weights", async () => {
  const worker = await startWorker(build);
  await worker.install();
  expect(worker.caches.names).toEqual(["", "assets/worker-1a.js", "models/index.json"]);
  expect(worker.told.at(-1)).toEqual({ kind: "saving", doneBytes: 15, totalBytes: 15 });
  for (const path of [
    "study/0",
    "study/index.json",
    "models/ct/model.onnx",
    "/dicom-web/studies",
    "../other/",
  ])
    expect([path, await worker.request(path)]).toEqual([path, undefined]);
  expect(await worker.request("models/index.json", { method: "POST" })).toBeUndefined();
});

test.each([
  ["another file", new Response("two"), { kind: "failed", url: "assets/worker-1a.js", found: "SHA-256" }],
  [
    "no file",
    new Response("", { status: 404 }),
    { kind: "failed", url: "assets/worker-1a.js", found: "HTTP 404" },
  ],
])("refuses a build with %s in its place, by name", async (_, answer, message) => {
  const worker = await startWorker(build);
  const { server } = worker;
  const given = server.answer;
  server.answer = (path) => (path === "assets/worker-1a.js" ? answer : given(path));
  await expect(worker.install()).rejects.toThrow("assets/worker-1a.js");
  expect(worker.told).toContainEqual(message);
});

test("gives the page and its files without a server, whatever the page's address asks for", async () => {
  const worker = await startWorker(build);
  await worker.install();
  worker.server.answer = () => undefined;
  for (const path of ["", "?study=a/index.json", "index.html"])
    expect(await (await worker.request(path, { mode: "navigate" }))!.text()).toBe("<p>one</p>");
  expect(await (await worker.request("assets/worker-1a.js"))!.text()).toBe("one");
  worker.server.answer = () => new Response("", { status: 503 });
  expect(await (await worker.request("", { mode: "navigate" }))!.text()).toBe("<p>one</p>");
});

test.each([302, 401, 403, 404, 410])("leaves the page to a server that answers %i", async (status) => {
  const worker = await startWorker(build);
  await worker.install();
  worker.server.answer = () =>
    new Response("", { status, headers: status === 302 ? { Location: "/sign-in" } : {} });
  expect((await worker.request("", { mode: "navigate" }))!.status).toBe(status);
});

test("gives workers the policy that the server gives the page now", async () => {
  const worker = await startWorker(build);
  await worker.install();
  const policy = async () =>
    (await worker.request("assets/worker-1a.js"))!.headers.get("content-security-policy");
  expect(await policy()).toBeNull();
  const headers = { "Content-Security-Policy": "connect-src https://pacs.example" };
  worker.server.answer = () => new Response(build["index.html"], { headers });
  await worker.request("", { mode: "navigate" });
  worker.server.answer = () => undefined;
  expect(await policy()).toBe("connect-src https://pacs.example");
});

test("shows its own page while the server has another, and takes only what changed", async () => {
  const first = await startWorker(build);
  await first.install();
  const next = { ...build, "index.html": "<p>two</p>", "assets/worker-2b.js": "two" };
  const { "assets/worker-1a.js": _, ...files } = next;
  const second = await startWorker(files, first.caches);
  first.server.answer = second.server.answer;
  expect(await (await first.request("", { mode: "navigate" }))!.text()).toBe("<p>one</p>");
  await second.install();
  expect(second.asked.sort()).toEqual(["", "assets/worker-2b.js"]);
  expect(await (await first.request("", { mode: "navigate" }))!.text()).toBe("<p>one</p>");
  expect(await (await second.request("", { mode: "navigate" }))!.text()).toBe("<p>two</p>");
});

test("has the files of the version before for as long as another page is open", async () => {
  const first = await startWorker(build);
  await first.install();
  const second = await startWorker({ ...build, "index.html": "two" }, first.caches);
  await second.install();
  second.server.answer = () => undefined;
  second.pages.push({ url: `${scope}?device=wasm`, postMessage: () => 0 });
  await second.say("started");
  expect(await (await second.request("assets/worker-1a.js"))!.text()).toBe("one");
  expect(second.caches.names.filter((name) => name === "")).toHaveLength(2);
  second.pages.pop();
  await second.say("started");
  expect(second.caches.names.filter((name) => name === "")).toHaveLength(1);
});
