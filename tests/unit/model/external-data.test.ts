import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBackend } from "../../../src/inference/index.ts";
import { findExternalData, loadModel } from "../../../src/model/index.ts";
import { bytesField, numberField, textField, writeOnnx } from "./onnx-bytes.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const entry = (key: string, value: string) => [...textField(1, key), ...textField(2, value)];

/** A tensor of 16 numbers that lie in another file. */
const outside = [
  ...numberField(1, 16),
  ...numberField(2, 1),
  ...textField(8, "weights"),
  ...bytesField(13, entry("location", "package.json")),
  ...bytesField(13, entry("length", "64")),
  ...numberField(14, 1),
];
const inside = [...numberField(1, 1), ...numberField(2, 1), ...bytesField(9, [0, 0, 0, 0])];

const node = (attribute: number[]) => bytesField(5, attribute);
const file = (...fields: number[][]) => Uint8Array.from([...numberField(1, 8), ...fields.flat()]);
const graph = (content: number[]) => bytesField(7, content);

describe("weights outside of an ONNX file are found", () => {
  test.each<[string, Uint8Array]>([
    ["among the initializers", file(graph(bytesField(5, outside)))],
    ["behind one that is inside", file(graph([...bytesField(5, inside), ...bytesField(5, outside)]))],
    ["in a second graph, which readers merge with the first", file(graph([]), graph(bytesField(5, outside)))],
    ["in a sparse initializer's values", file(graph(bytesField(15, bytesField(1, outside))))],
    ["in a sparse initializer's indices", file(graph(bytesField(15, bytesField(2, outside))))],
    ["in a constant", file(graph(bytesField(1, node(bytesField(5, outside)))))],
    ["in a list of constants", file(graph(bytesField(1, node(bytesField(10, outside)))))],
    ["in a sparse constant", file(graph(bytesField(1, node(bytesField(22, bytesField(1, outside))))))],
    ["in a branch", file(graph(bytesField(1, node(bytesField(6, bytesField(5, outside))))))],
    ["in one of several branches", file(graph(bytesField(1, node(bytesField(11, bytesField(5, outside))))))],
    ["in a function", file(graph([]), bytesField(25, bytesField(7, node(bytesField(5, outside)))))],
    ["in a training graph", file(graph([]), bytesField(20, bytesField(1, bytesField(5, outside))))],
  ])("%s", (_, bytes) => {
    expect(findExternalData(bytes)).toEqual(["package.json"]);
  });

  test.each<[string, number[]]>([
    ["the place alone", bytesField(13, entry("location", "package.json"))],
    [
      "a number whose lowest 32 bits count",
      [
        ...bytesField(13, entry("location", "package.json")),
        0x70,
        0x81,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x80,
        0x01,
      ],
    ],
  ])("by %s", (_, tensor) => {
    expect(findExternalData(file(graph(bytesField(5, tensor))))).toEqual(["package.json"]);
  });

  test("without a name too", () => {
    expect(findExternalData(file(graph(bytesField(5, numberField(14, 1)))))).toEqual([
      "a place without a name",
    ]);
  });

  test("and there are none in files without", () => {
    expect(
      findExternalData(
        writeOnnx({ inputs: [], outputs: [], weights: [{ name: "w", type: "float32", bytes: 8 }] }),
      ),
    ).toEqual([]);
    for (const name of readdirSync(join(root, "tests", "fixtures", "models"))) {
      const folder = join(root, "tests", "fixtures", "models", name);
      for (const model of readdirSync(folder).filter((other) => other.endsWith(".onnx")))
        expect(findExternalData(new Uint8Array(readFileSync(join(folder, model)))), model).toEqual([]);
    }
  });
});

describe("a file that another reader could read in another way is refused", () => {
  const hidden = graph(bytesField(5, outside));
  test.each<[string, Uint8Array, RegExp]>([
    ["a group, which may be stepped over", file([0x9b, 0x06, 0x9c, 0x06], hidden), /wire type 3/],
    ["an end of a group", file([0x9c, 0x06], hidden), /wire type 4/],
    ["a field of number 0", file([0x02, 0x00], hidden), /without a number/],
    ["a number that does not end", file(Array(12).fill(0x80), hidden), /more than ten bytes/],
    ["a field that is longer than the file", file([0x3a, 0x7f, 0x01]), /ends within a field/],
    ["a file that is cut off", file(hidden).subarray(0, -1), /ends within/],
  ])("%s", (_, bytes, message) => {
    expect(() => findExternalData(bytes)).toThrow(message);
  });

  test("branches within branches without end", () => {
    let content: number[] = [];
    for (let depth = 0; depth < 40; depth++) content = bytesField(1, node(bytesField(6, content)));
    expect(() => findExternalData(file(graph(content)))).toThrow(/more than 100 deep/);
  });
});

test("a model whose weights are in a file beside it is not run, whatever its hash", async () => {
  const folder = await mkdtemp(join(tmpdir(), "autoseg-outside-"));
  const example = join(root, "tests", "fixtures", "models", "threshold-tiny");
  const bytes = Uint8Array.from([
    ...readFileSync(join(example, "model.onnx")),
    ...graph(bytesField(5, outside)),
  ]);
  const manifest = JSON.parse(readFileSync(join(example, "manifest.json"), "utf8"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const weights = [{ file: "model.onnx", precision: "float32", sizeBytes: bytes.length, sha256 }];
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...manifest, weights }));
  await writeFile(join(folder, "model.onnx"), bytes);
  await writeFile(join(folder, "package.json"), new Uint8Array(64));
  const model = await loadModel(folder);
  for (const device of ["auto", "wasm"] as const)
    await expect(createBackend(model, { device })).rejects.toThrow(
      /stores weights outside its file, in "package\.json"/,
    );
  await rm(folder, { recursive: true });
});
