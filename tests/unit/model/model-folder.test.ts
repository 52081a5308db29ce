import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadModel, loadWeights, parseManifest, weightsLocation } from "../../../src/model/index.ts";
import { exampleJson } from "./example-manifest.ts";

const weights = Uint8Array.of(1, 2, 3);
const sha256 = createHash("sha256").update(weights).digest("hex");
const json = exampleJson();
const manifest = JSON.stringify({ ...json, weights: [{ ...json.weights[0], sha256 }] });
const closers: (() => void)[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-folder-"));
  await mkdir(join(folder, "model"));
  await writeFile(join(folder, "model", "manifest.json"), manifest);
  await writeFile(join(folder, "elsewhere.onnx"), weights);
});

afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await rm(folder, { recursive: true });
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const load = async (location: string) => {
  const model = await loadModel(location);
  return loadWeights(model, model.manifest.networks[0]!.weights[0]!);
};

test.each([
  "..",
  ".",
  "../elsewhere.onnx",
  "..\\elsewhere.onnx",
  "/etc/passwd",
  "C:\\weights",
  "file:///etc/passwd",
  "https://elsewhere/model.onnx",
  "//elsewhere/model.onnx",
  "%2e%2e",
  "%2e%2e%2felsewhere.onnx",
  ".hidden",
  "a?b",
  "a#b",
  "",
])("a manifest cannot name the file %j", (file) => {
  expect(() => parseManifest({ ...json, weights: [{ ...json.weights[0], file }] }, "example")).toThrow(
    /Expected a file name beside the manifest/,
  );
});

describe("a file of a model", () => {
  test("may be a link within its folder", async () => {
    await writeFile(join(folder, "model", "other.onnx"), weights);
    await symlink("other.onnx", join(folder, "model", "model.onnx"));
    expect(await load(join(folder, "model"))).toEqual(weights);
  });

  test("may lie in a folder that is a link", async () => {
    await writeFile(join(folder, "model", "model.onnx"), weights);
    await symlink("model", join(folder, "linked"));
    expect(await load(join(folder, "linked"))).toEqual(weights);
  });

  test.each(["../elsewhere.onnx", "absolute"])("is not a link out of it: %s", async (target) => {
    const path = target === "absolute" ? join(folder, "elsewhere.onnx") : target;
    await symlink(path, join(folder, "model", "model.onnx"));
    await expect(load(join(folder, "model"))).rejects.toMatchObject({
      code: "model-not-found",
      message: expect.stringMatching(/a link that points outside the model's folder/),
    });
  });

  test("is not much longer than its manifest says", async () => {
    await writeFile(join(folder, "model", "model.onnx"), new Uint8Array(17 * 2 ** 20));
    await expect(load(join(folder, "model"))).rejects.toMatchObject({ code: "model-not-found" });
  });

  test("is not much longer at a URL either", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/m/manifest.json") response.end(manifest);
      else {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(2 ** 16)));
          response.once("drain", more);
        };
        more();
      }
    });
    await expect(load(`${url}/m/`)).rejects.toMatchObject({
      code: "model-not-found",
      message: expect.stringMatching(/more than \d+ bytes/),
    });
  });

  test.each([301, 302, 307, 308])("is not where a redirect leads (HTTP %i)", async (status) => {
    const asked: string[] = [];
    const other = await serve((request, response) => {
      asked.push(request.url!);
      response.end(request.url!.endsWith(".json") ? manifest : weights);
    });
    for (const moved of ["model.onnx", "manifest.json"]) {
      const url = await serve((request, response) => {
        if (request.url!.endsWith(moved))
          response.writeHead(status, { Location: `${other}${request.url}` }).end();
        else response.end(manifest);
      });
      await expect(load(`${url}/m/`)).rejects.toMatchObject({
        code: "model-not-found",
        message: expect.stringContaining(`redirects to ${other}`),
      });
    }
    expect(asked).toEqual([]);
  });

  test("lies beside the manifest whatever stands behind its address", async () => {
    const url = await serve((request, response) => {
      const isManifest = request.url === "/m/manifest.json?key=a/b";
      response.end(isManifest ? manifest : request.url === "/m/model.onnx" ? weights : "");
    });
    for (const location of [`${url}/m/manifest.json?key=a/b`, `${url}/m?key=a/b`, `${url}/m/?key=a/b`])
      expect(await load(location)).toEqual(weights);
    const model = await loadModel(`${url}/m?key=a/b`);
    expect(weightsLocation(model, model.manifest.networks[0]!.weights[0]!)).toBe(`${url}/m/model.onnx`);
  });
});
