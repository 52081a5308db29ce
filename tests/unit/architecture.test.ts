import { describe, expect, test } from "vitest";
import { findCircles, type Import, isFile, listFiles, readImports, readText } from "./import-graph.ts";

/** Rooms by height: a room may import those that stand lower (docs/architecture.md). */
const heights: Record<string, number> = {
  geometry: 0,
  texts: 0,
  workers: 0,
  volume: 1,
  regions: 2,
  terminology: 2,
  crf: 2,
  dicom: 2,
  model: 2,
  metrics: 3,
  editing: 3,
  inference: 3,
  review: 4,
  "dicom-objects": 4,
  tools: 4,
  export: 5,
  "volume-files": 5,
  "follow-up": 5,
  dicomweb: 5,
  segmentation: 5,
  prompting: 6,
  archive: 6,
  controller: 7,
  cornerstone: 8,
  ui: 9,
  ohif: 10,
  react: 10,
  viewer: 10,
  cli: 10,
};

/** Files of src that belong to no room: errors, and the public entries. */
const roomless: Record<string, number> = {
  "errors.ts": -1,
  "index.ts": 7,
  "dicom.ts": 7,
  "dicomweb.ts": 7,
  "dicom-seg.ts": 7,
  "formats.ts": 7,
  "editing.ts": 7,
  "review.ts": 7,
  "metrics.ts": 7,
  "prompting.ts": 7,
  "cornerstone.ts": 9,
  "panel.ts": 10,
  "react.ts": 11,
};

const imports = readImports("src");
const roomOf = (path: string): string => path.split("/")[1]!;
const heightOf = (path: string): number | undefined => heights[roomOf(path)] ?? roomless[roomOf(path)];
const tell = ({ from, to }: Import): string => `${from} -> ${to}`;
const between = imports.filter(
  ({ from, to, isPackage }) => !isPackage && to.startsWith("src/") && roomOf(from) !== roomOf(to),
);

describe("the rooms of src", () => {
  test("are those that have a height here", () => {
    expect(listFiles("src").filter((path) => heightOf(path) === undefined)).toEqual([]);
  });

  test("have a door with a one-line caption", () => {
    const rooms = [...new Set(listFiles("src").map(roomOf))].filter((room) => room in heights);
    const programs = ["viewer", "cli"];
    for (const room of rooms.filter((name) => !programs.includes(name))) {
      expect(isFile(`src/${room}/index.ts`), `src/${room}/index.ts`).toBe(true);
      expect(readText(`src/${room}/index.ts`).split("\n")[0], room).toMatch(/^\/\*\* .+\. \*\/$/);
    }
  });

  test("import only what stands lower, so that there are no cycles", () => {
    const wrong = between.filter(({ from, to }) => !(heightOf(from)! > heightOf(to)!));
    expect(wrong.map(tell)).toEqual([]);
  });

  test("hold no circles of files, types included", () => {
    expect(findCircles(imports)).toEqual([]);
  });

  test("would be found to hold circles", () => {
    const from = (path: string, to: string, isWorkerEntry = false): Import => ({
      from: path,
      to,
      isPackage: false,
      isWorkerEntry,
    });
    const chain = [from("a", "b"), from("b", "c"), from("c", "d"), from("a", "d")];
    expect(findCircles(chain)).toEqual([]);
    expect(findCircles([...chain, from("d", "b", true)])).toEqual([]);
    expect(findCircles([...chain, from("d", "b"), from("e", "a"), from("e", "e")])).toEqual([
      ["b", "c", "d"],
      ["e"],
    ]);
  });

  test("are entered by their door, workers apart", () => {
    const wrong = between.filter(
      ({ to, isWorkerEntry }) =>
        !isWorkerEntry && roomOf(to) in heights && !/^src\/[^/]+\/index\.ts$/.test(to),
    );
    expect(wrong.map(tell)).toEqual([]);
  });

  test("do not reach outside src for code", () => {
    const wrong = imports.filter(({ to, isPackage }) => !isPackage && !to.startsWith("src/"));
    expect(wrong.filter(({ to }) => /\.[cm]?[jt]s$/.test(to)).map(tell)).toEqual([]);
  });

  test("name files that exist", () => {
    const missing = imports.filter(({ to, isPackage }) => !isPackage && to.startsWith("src/") && !isFile(to));
    expect(missing.map(tell)).toEqual([]);
  });
});

describe("packages", () => {
  const importers = (pattern: RegExp): string[] => [
    ...new Set(
      imports.filter(({ to, isPackage }) => isPackage && pattern.test(to)).map(({ from }) => roomOf(from)),
    ),
  ];

  test.each([
    { name: "i18next", pattern: /^i18next/, room: "texts" },
    { name: "onnxruntime", pattern: /^onnxruntime/, room: "inference" },
    { name: "react", pattern: /^react/, room: "react" },
    { name: "codecs", pattern: /^@cornerstonejs\/(codec-|jpeg-)/, room: "dicom" },
    { name: "Cornerstone", pattern: /^@cornerstonejs\/(?!codec-|jpeg-)/, room: "cornerstone" },
  ])("$name is imported by $room alone", ({ pattern, room }) => {
    expect(importers(pattern).filter((importer) => importer !== room)).toEqual([]);
  });

  test("that src imports are dependencies", () => {
    const { dependencies, devDependencies } = JSON.parse(readText("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const known = { ...dependencies, ...devDependencies };
    const unknown = imports.filter(
      ({ to, isPackage }) => isPackage && !to.startsWith("node:") && !(to in known),
    );
    expect(unknown.map(tell)).toEqual([]);
  });

  // The viewer is built into one program, so what it is built from need not be installed with the library.
  test("of the library are no development dependencies", () => {
    const { devDependencies, peerDependencies } = JSON.parse(readText("package.json")) as Record<
      string,
      object
    >;
    const wrong = imports.filter(
      ({ from, to, isPackage }) =>
        isPackage && to in devDependencies! && !(to in peerDependencies!) && roomOf(from) !== "viewer",
    );
    expect(wrong.map(tell)).toEqual([]);
  });
});
