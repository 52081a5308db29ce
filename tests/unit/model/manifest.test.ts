import { describe, expect, it } from "vitest";
import {
  classesOf,
  finalOutput,
  modalityOf,
  parseManifest,
  readHead,
  seriesOf,
  toGraphs,
  toSegments,
} from "../../../src/model/index.ts";
import { exampleJson, exampleManifest, exampleOfThreePlanes } from "./example-manifest.ts";

/** A copy of `json` with the value at a dotted path replaced, or left out where it is undefined. */
function withValue(json: object, path: string, value: unknown): unknown {
  const manifest = structuredClone(json) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((object, key) => object[key] as Record<string, unknown>, manifest);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return manifest;
}

function expectRefused(json: unknown, named: string): void {
  expect(() => parseManifest(json, "folder/manifest.json")).toThrow(
    expect.objectContaining({
      code: "invalid-manifest",
      message: expect.stringMatching(
        new RegExp(`^The model manifest folder/manifest.json cannot be used: .*${named}`),
      ),
    }),
  );
}

const halfWeights = { file: "model.fp16.onnx", precision: "float16", sizeBytes: 2, sha256: "1".repeat(64) };
const percentile = { kind: "percentile", lower: 0.5, upper: 99.5, outputRange: [0, 1] };
const targetSpacing = { inPlane: "target-spacing", spacingMm: 1.4 };
const denseCrf = {
  operation: "dense-crf",
  values: [1, 2],
  dimensions: 2,
  appearance: { weight: 3, distanceMm: 15, intensity: 0.05 },
  smoothness: { weight: 3, distanceMm: 2 },
  iterations: 5,
};
const coordinates = {
  kind: "coordinates",
  name: "where",
  layout: "NHWC",
  shape: ["batch", 32, 48, 2],
  directions: ["R", "A"],
  dividedByMm: 256,
};

describe("parseManifest of one network", () => {
  it("gives it as the only one of its networks", () => {
    const { networks, consensus, ...rest } = parseManifest(exampleJson(), "m");
    const { weights, input, output, ...common } = exampleJson();
    expect(networks).toEqual([{ name: "network", weights, input, output }]);
    expect(consensus).toBeUndefined();
    expect(rest).toEqual(common);
  });

  it.each<[string, string, unknown]>([
    ["two precisions", "weights", [...exampleJson().weights, halfWeights]],
    ["a free batch", "input.shape", ["batch", 3, 32, 48]],
    ["slices as they were acquired", "input.plane", "acquired"],
    ["another modality", "input.modality", "MR"],
    ["percentiles", "input.intensity", percentile],
    [
      "percentiles of the head alone, not clipped",
      "input.intensity",
      { ...percentile, over: { aboveValue: 0 }, clip: false },
    ],
    ["a z-score", "input.intensity", { kind: "z-score" }],
    [
      "the median of the foreground",
      "input.intensity",
      { kind: "foreground", lower: 0.5, median: 0.4, outputRange: [0, 1] },
    ],
    [
      "a z-score of the brighter voxels",
      "input.intensity",
      { kind: "z-score", over: { abovePercentile: 20 }, clip: [-3, 5], outside: 0 },
    ],
    ["one spacing", "input.resampling", targetSpacing],
    [
      "one spacing in all directions",
      "input.resampling",
      { ...targetSpacing, throughPlaneSpacingMm: 3, overlap: 0.5 },
    ],
    ["axes of its own", "input.axes", { columns: "S", rows: "R", slices: "A" }],
    ["mirrors", "input.mirrors", ["columns", "rows"]],
    ["coordinates", "input.extraInputs", [coordinates]],
    [
      "a constant",
      "input.extraInputs",
      [{ kind: "constant", name: "zero", layout: "NCHW", shape: [1, 2, 32, 48], value: 0 }],
    ],
    ["a channel that is not the value", "segments.1.channel", 0],
    [
      "small components",
      "postprocessing",
      [{ operation: "remove-small-components", values: [2], smallerThanMl: 0.1 }],
    ],
    [
      "small components that become another segment",
      "postprocessing",
      [{ operation: "remove-small-components", values: [2], smallerThanMl: 0.1, becomes: 1 }],
    ],
    ["touching components", "postprocessing", [{ operation: "keep-touching", values: [2], touching: [1] }]],
    ["holes", "postprocessing", [{ operation: "fill-holes", values: [1, 2] }]],
    ["things that are split", "segments.1.instances", { splitDepthMm: 1.5, smallestMl: 0.1 }],
    ["stuff", "segments.0.panoptic", "stuff"],
    ["a temperature", "segments.1.temperature", 1.7],
    ["refined boundaries", "postprocessing", [denseCrf, { operation: "fill-holes", values: [1] }]],
    ["their own range", "postprocessing", [{ ...denseCrf, dimensions: 3, intensityRange: [-40, 160] }]],
    [
      "a reference",
      "reference",
      { indices: [0, 7], logits: [1.5, -2], tolerance: 0.01, toleranceFloat16: 0.1 },
    ],
  ])("takes %s", (_, path, value) => {
    const json = withValue(exampleJson(), path, value) as ReturnType<typeof exampleJson>;
    if (path === "input.shape") json.output.shape = ["batch", 3, 32, 48];
    if (path === "input.axes") json.input.plane = "coronal";
    expect(() => parseManifest(json, "m")).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ["schemaVersion", 2, "schemaVersion"],
    ["name", "Liver Model", "name"],
    ["intendedUse", "diagnosis", "intendedUse"],
    ["weights", exampleJson().weights[0], "weights"],
    ["weights", [], "weights.*at least one"],
    ["weights", [exampleJson().weights[0], exampleJson().weights[0]], "weights.*same precision"],
    ["weights.0.file", "../model.onnx", "weights.0.file"],
    ["weights.0.sha256", "abc", "weights.0.sha256"],
    ["weights.0.precision", "int8", "weights.0.precision"],
    ["input", undefined, "input"],
    ["input.layout", "CHW", "input.layout"],
    ["input.shape", [1, 3, 32], "input.*NCHW"],
    ["input.shape", [1, 1, 32, 48], "adjacentSlices.count"],
    ["input.shape", [1, 3, "batch", 48], "input.shape.*first"],
    ["input.plane", "oblique", "input.plane"],
    ["input.adjacentSlices.count", 2, "input.adjacentSlices.count"],
    ["input.adjacentSlices", undefined, "channels"],
    ["input.series", [{ name: "T1" }], "input.series.*two series or more"],
    ["input.series", [{ name: "T1" }, { name: "T1" }], "input.series.*name twice"],
    ["input.series", [{ name: "T1" }, { name: "b=0" }], 'input.series.1.name.*without "="'],
    ["input.series", [{ name: "T1" }, { name: "T2" }, { name: "PD" }], "not both"],
    [
      "input.series",
      [{ name: "T1" }, { name: "T2", intensity: { kind: "log" } }],
      "input.series.1.intensity",
    ],
    ["input.axes", { columns: "L", rows: "R", slices: "S" }, "axes"],
    ["input.axes", { columns: "L", rows: "S", slices: "P" }, "axes"],
    ["input.intensity.upperHu", -100, "upperHu"],
    ["input.intensity.outputRange", [1, 0], "lower one first"],
    ["input.intensity", { kind: "log" }, "window.*percentile.*z-score"],
    ["input.intensity", { ...percentile, upper: 101 }, "input.intensity.upper"],
    ["input.intensity", { ...percentile, lower: 99.5 }, "upper must lie above lower"],
    ["input.intensity", { kind: "z-score", over: { belowValue: 3 } }, "aboveValue.*abovePercentile"],
    ["input.resampling", { inPlane: "target-spacing" }, "input.resampling.spacingMm"],
    ["input.resampling", { ...targetSpacing, overlap: 1 }, "input.resampling.overlap"],
    ["input.resampling", { inPlane: "stretch" }, "fit-field-of-view.*target-spacing"],
    ["input.mirrors", ["rows", "rows"], "axis twice"],
    ["input.extraInputs", [{ ...coordinates, directions: ["R"] }], "one channel for each"],
    ["input.extraInputs", [{ ...coordinates, shape: ["batch", 32, 32, 2] }], "extra input"],
    ["output.shape", [1, 3, 32, 40], "output.shape"],
    ["output.shape", ["batch", 3, 32, 48], "batch"],
    ["output.shape", [1, 2, 32, 48], "segments.1.*channel 2 is not one of the output's 2"],
    ["output.activation", "labels", "output.*one channel or none"],
    ["segments", [], "segments"],
    ["segments.0.value", 2, "same value"],
    ["segments.0.threshold", 0.4, "segments.0.threshold.*sigmoid"],
    ["segments.0.temperature", 0, "segments.0.temperature"],
    ["segments.0.value", 0, "segments.0.value.*Background .0. is no segment, and never a thing"],
    ["segments.0.instances", { splitDepthMm: 1.5 }, "segments.0.instances.*Only a thing has instances"],
    ["segments.1.instances", { splitDepthMm: 0 }, "segments.1.instances.splitDepthMm"],
    ["segments.1.panoptic", "object", "segments.1.panoptic"],
    ["segments.0.color", [0, 0, 256], "segments.0.color.2"],
    ["segments.1.type.codeValue", "", "segments.1.type.codeValue"],
    ["postprocessing", [{ operation: "blur" }], "postprocessing.0.operation"],
    ["postprocessing", [{ operation: "keep-largest-component", values: [3] }], "postprocessing.0.*value 3"],
    ["postprocessing", [{ operation: "fill-holes", values: [3] }], "postprocessing.0.*value 3"],
    ["postprocessing", [{ ...denseCrf, values: [1, 7] }], "postprocessing.0.*value 7"],
    ["postprocessing", [{ ...denseCrf, dimensions: 4 }], "postprocessing.0.dimensions"],
    ["postprocessing", [{ ...denseCrf, iterations: 0 }], "postprocessing.0.iterations"],
    ["postprocessing", [{ ...denseCrf, intensityRange: [5, 5] }], "postprocessing.0.intensityRange"],
    [
      "postprocessing",
      [{ operation: "fill-holes", values: [1] }, denseCrf],
      "postprocessing.1.*must come before .fill-holes.",
    ],
    [
      "postprocessing",
      [{ operation: "keep-touching", values: [2], touching: [4] }],
      "postprocessing.0.*value 4",
    ],
    [
      "postprocessing",
      [{ operation: "remove-small-components", values: [2], smallerThanMl: 1, becomes: 5 }],
      "postprocessing.0.*value 5",
    ],
    ["reference", { indices: [0, 1], logits: [0], tolerance: 1 }, "one logit for every index"],
    ["reference", { indices: [3 * 32 * 48], logits: [0], tolerance: 1 }, "reference.indices"],
    ["consensus", { kind: "mean" }, "consensus"],
    ["surprise", 1, "surprise"],
  ])("refuses %s = %j and names it", (path, value, named) => {
    expectRefused(withValue(exampleJson(), path, value), named);
  });

  it.each([null, 7, "text", []])("refuses %j", (json) => {
    expect(() => parseManifest(json, "m")).toThrow(expect.objectContaining({ code: "invalid-manifest" }));
  });

  it("refuses neighbours and a fitted field of view in three dimensions", () => {
    const volume = (change: object) => {
      const json = exampleJson();
      const { adjacentSlices: _, ...input } = json.input;
      const shape = [1, 1, 16, 32, 48];
      return {
        ...json,
        input: { ...input, layout: "NCDHW", shape, resampling: targetSpacing, ...change },
        output: { ...json.output, layout: "NCDHW", shape: [1, 3, 16, 32, 48] },
      };
    };
    expect(() => parseManifest(volume({}), "m")).not.toThrow();
    expectRefused(volume({ adjacentSlices: { count: 1, distanceMm: 1 } }), "adjacentSlices");
    expectRefused(
      volume({ resampling: exampleJson().input.resampling }),
      "three-dimensional.*target-spacing",
    );
  });

  it("takes labels as an output, with or without a channel of their own", () => {
    for (const [layout, shape] of [
      ["NHW", [1, 32, 48]],
      ["NCHW", [1, 1, 32, 48]],
    ] as const) {
      const json = { ...exampleJson(), output: { name: "labels", layout, shape, activation: "labels" } };
      expect(() => parseManifest(json, "m")).not.toThrow();
      expectRefused({ ...json, output: { ...json.output, values: "logits" } }, "output.*values");
    }
  });

  it("has no temperature for labels", () => {
    const segments = exampleJson().segments.map((segment) => ({ ...segment, temperature: 2 }));
    const output = { name: "labels", layout: "NHW", shape: [1, 32, 48], activation: "labels" };
    expectRefused({ ...exampleJson(), output, segments }, "no probabilities that a temperature could change");
  });
});

describe("parseManifest of several networks", () => {
  it("takes three planes and a network that weighs them, or their mean", () => {
    const manifest = parseManifest(exampleOfThreePlanes(), "m");
    expect(toGraphs(manifest).map(({ name }) => name)).toEqual(["sagittal", "coronal", "axial", "consensus"]);
    expect(finalOutput(manifest).name).toBe("agreed");
    expect(modalityOf(manifest)).toBe("CT");
    const mean = parseManifest({ ...exampleOfThreePlanes(), consensus: { kind: "mean" } }, "m");
    expect(toGraphs(mean)).toHaveLength(3);
    expect(finalOutput(mean).name).toBe("logits");
  });

  it.each<[string, unknown, string]>([
    ["consensus", undefined, "consensus"],
    ["consensus", { kind: "vote" }, "consensus.kind"],
    ["networks", exampleOfThreePlanes().networks.slice(0, 1), "networks.*two networks or more"],
    ["networks.1.name", "axial", "networks.*same name"],
    ["networks.1.input.modality", "MR", "same input.modality"],
    ["networks.1.input.resampling", { ...targetSpacing, throughPlaneSpacingMm: 2 }, "same input.resampling"],
    ["networks.1.output.shape", ["batch", 40, 40, 4], "same activation and number of classes"],
    ["networks.2.weights.0.file", "a/b", "networks.2.weights.0.file"],
    ["consensus.input.channels", ["image", "axial", "oblique"], "oblique.*neither"],
    ["consensus.input.channels", ["image", "axial"], "10 channels, but image, axial are 4"],
    ["consensus.output.shape", ["batch", 40, 41, 3], "consensus.*output.shape"],
    ["input", exampleJson().input, "input"],
  ])("refuses %s = %j and names it", (path, value, named) => {
    expectRefused(withValue(exampleOfThreePlanes(), path, value), named);
  });
});

describe("a target grid", () => {
  const resampling = {
    inPlane: "target-grid",
    spacingMm: [1, 1],
    align: "edges",
    interpolation: "cubic",
    tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
    back: { values: "averaged", interpolation: "linear" },
  };
  const withParts = (input: object, output: object = { averaged: "logits" }) => {
    const json = exampleJson();
    return { ...json, input: { ...json.input, resampling, ...input }, output: { ...json.output, ...output } };
  };

  it("takes a box, statistics over it, and fixed numbers", () => {
    for (const input of [
      { crop: "non-zero" },
      { intensity: { kind: "z-score", over: { nonZero: "filled" } } },
      { intensity: { kind: "fixed", clip: [-100, 200], subtract: 40, divideBy: 30 } },
    ])
      expect(() => parseManifest(withParts(input), "m")).not.toThrow();
  });

  it.each<[object, object | undefined, string]>([
    [{}, {}, "averaged as they are"],
    [{}, { averaged: "logits", values: "probabilities" }, "Only logits"],
    [{}, { averaged: "logits", claims: "above-threshold" }, "thresholds"],
    [{ resampling: exampleJson().input.resampling }, undefined, "only with the resampling"],
    [{ resampling: exampleJson().input.resampling, crop: "non-zero" }, {}, "need the resampling"],
    [
      {
        resampling: exampleJson().input.resampling,
        intensity: { kind: "z-score", over: { nonZero: "voxels" } },
      },
      {},
      "need the resampling",
    ],
    [{ resampling: { ...resampling, spacingMm: [1] } }, undefined, "two or three positive numbers"],
    [{ resampling: { ...resampling, round: "towards-zero" } }, undefined, "Only grey values can be rounded"],
    [{ intensity: { kind: "fixed", subtract: 0, divideBy: 0 } }, undefined, "divideBy"],
    [{ intensity: { ...percentile, over: { nonZero: "filled" } } }, undefined, "aboveValue"],
  ])("refuses %j with the output %j", (input, output, named) => {
    expectRefused(withParts(input, output), named);
  });

  describe("with a head", () => {
    const numbers = (count: number, value = 0.5) =>
      Buffer.from(new Float32Array(count).fill(value).buffer).toString("base64");
    const shape = [1, 2, 32, 48];
    const head = { classes: 3, weights: numbers(9) };
    const headed = (change: object) =>
      withParts({}, { averaged: "logits", shape, head: { ...head, ...change } });

    it("has the classes of the head", () => {
      const { output } = parseManifest(headed({}), "m").networks[0]!;
      expect(classesOf(output)).toBe(3);
      expect([...readHead(output.head!)]).toEqual(new Array(9).fill(0.5));
    });

    const bytes = (count: number) => Buffer.alloc(count, 1).toString("base64");
    const many = numbers(65535 * 42);

    it.each<[string, object, string]>([
      [
        "a number missing",
        headed({ weights: numbers(8) }),
        "2 weights and one number more for each of 3 classes, in single precision: 36 bytes, but it has 32",
      ],
      ["no numbers", headed({ weights: "" }), "36 bytes, but it has 0"],
      ["numbers cut short", headed({ weights: bytes(34) }), "36 bytes, but it has 34"],
      ["bytes left over", headed({ weights: bytes(38) }), "36 bytes, but it has 38"],
      ["the numbers of more channels", headed({ weights: numbers(12) }), "36 bytes, but it has 48"],
      ["more classes than numbers", headed({ classes: 65535 }), "65535 classes.*786420 bytes, but it has 36"],
      ["more classes than labels", headed({ classes: 65536 }), "head.classes.*<=65535 but received 65536"],
      ["classes beyond counting", headed({ classes: 1e300 }), "head.classes.*received 1e\\+300"],
      ["no classes", headed({ classes: 0, weights: "" }), "head.classes.*received 0"],
      ["half a class", headed({ classes: 2.5 }), "head.classes.*Received 2.5"],
      [
        "what is no number",
        headed({ weights: numbers(9, Number.NaN) }),
        "Number 1 of the 9 of its head is NaN",
      ],
      ["what is infinite", headed({ weights: numbers(9, Number.NEGATIVE_INFINITY) }), "is -Infinity"],
      ["what is not base64", headed({ weights: "1, 2, 3" }), "output.head.weights.*base64"],
      ["base64 in lines", headed({ weights: numbers(9).replace("A", "\n") }), "output.head.weights.*base64"],
      ["megabytes for a few classes", headed({ weights: many }), "36 bytes, but it has 11009880"],
      ["megabytes that end in another letter", headed({ weights: `${many.slice(1)}!` }), "weights.*base64"],
      ["numbers that are no text", headed({ weights: [1, 2, 3] }), "output.head.weights.*received Array"],
      ["a file of numbers", headed({ file: "head.bin" }), "output.head.file"],
      [
        "more channels than numbers",
        withParts({}, { averaged: "logits", shape: [1, 2 ** 40, 32, 48], head }),
        "must have 1099511627776 weights",
      ],
      ["a segment of another class", headed({ classes: 2, weights: numbers(6) }), "channel 2 is not one of"],
      [
        "averaged probabilities",
        withParts({}, { values: "probabilities", shape, head }),
        "logits are averaged",
      ],
    ])("refuses %s", (_, json, named) => {
      expectRefused(json, named);
    });

    it("is none of a network that weighs others", () => {
      const { values: _, ...output } = exampleOfThreePlanes().consensus.output;
      const json = withValue(exampleOfThreePlanes(), "consensus.output", { ...output, averaged: "logits" });
      expectRefused(json, "only with the resampling");
    });
  });

  it("is one for all networks, of which only the mean is a consensus", () => {
    const { weights, input, output, ...common } = withParts({ crop: "non-zero" });
    const network = (name: string, parts: object = {}) => ({
      name,
      weights,
      input: { ...input, ...parts },
      output,
    });
    const json = (second: object, consensus: object = { kind: "mean" }) => ({
      ...common,
      networks: [network("a"), network("b", second)],
      consensus,
    });
    expect(() => parseManifest(json({}), "m")).not.toThrow();
    expectRefused(json({ crop: undefined }), "same plane, axes, crop and shape");
    const weighing = exampleOfThreePlanes().consensus;
    const given = { ...weighing.input, channels: ["image", "a", "b"] };
    expectRefused(json({}, { ...weighing, input: given }), "only the mean|consensus");
  });
});

describe("several series", () => {
  const json = () => {
    const { adjacentSlices: _, ...input } = exampleJson().input;
    return {
      ...exampleJson(),
      input: { ...input, series: [{ name: "T1" }, { name: "T2" }, { name: "PD" }] },
    };
  };

  it("are channels", () => {
    const { input } = parseManifest(json(), "m").networks[0]!;
    expect(seriesOf(input).map(({ name, modality }) => [name, modality])).toEqual([
      ["T1", "CT"],
      ["T2", "CT"],
      ["PD", "CT"],
    ]);
    expectRefused({ ...json(), input: { ...json().input, shape: [1, 2, 32, 48] } }, "as many channels");
  });

  it("are the same for all networks, in one order", () => {
    const { weights, input, output, ...common } = json();
    const networks = (series: object[]) => ({
      ...common,
      networks: [
        { name: "a", weights, input, output },
        { name: "b", weights, input: { ...input, series }, output },
      ],
      consensus: { kind: "mean" },
    });
    expect(() => parseManifest(networks(input.series), "m")).not.toThrow();
    expectRefused(networks(input.series.toReversed()), "the same input.series");
  });
});

describe("parts", () => {
  const resampling = {
    inPlane: "target-grid",
    spacingMm: [1, 1],
    align: "edges",
    interpolation: "cubic",
    tiles: { overlap: 0.5, placement: "spread", weights: { kind: "constant" } },
    back: { values: "averaged", interpolation: "linear" },
  };
  const parts = (change: (json: ReturnType<typeof made>) => void = () => undefined) => {
    const json = made();
    change(json);
    return json;
  };
  const made = () => {
    const { weights, input, output, segments, ...common } = exampleJson();
    const network = (name: string, channels: number) => ({
      name,
      weights,
      input: { ...input, resampling: resampling as object },
      output: { ...output, averaged: "logits", shape: [1, channels, 32, 48] },
    });
    return {
      ...common,
      segments: segments.map((segment, index) => ({
        ...segment,
        channel: 1,
        network: ["a", "b"][index] as string | undefined,
      })),
      networks: [network("a", 2), network("b", 5)],
      consensus: { kind: "parts" },
    };
  };

  it("have segments and channels of their own", () => {
    expect(() => parseManifest(parts(), "m")).not.toThrow();
  });

  it.each<[string, (json: ReturnType<typeof made>) => void, string]>([
    ["a segment of no network", (json) => (json.segments[0]!.network = undefined), "must name the network"],
    ["a segment of another network", (json) => (json.segments[0]!.network = "c"), "must name the network"],
    ["a channel too many", (json) => (json.segments[0]!.channel = 2), "not one of the 2 of a"],
    ["a mean of them", (json) => (json.consensus.kind = "mean"), "number of classes"],
    [
      "slices at their own spacing",
      (json) => {
        for (const network of json.networks) {
          network.input.resampling = exampleJson().input.resampling;
          network.output.averaged = "probabilities";
        }
      },
      'Parts need the resampling "target-grid"',
    ],
  ])("refuse %s", (_, change, named) => {
    expectRefused(parts(change), named);
  });

  it("on a target grid cannot search", () => {
    const json = { ...parts(() => undefined), search: { stepMm: [120, 30], leastAreaMm2: 5000, gapMm: 12 } };
    expectRefused(json, "Only networks that see slices of one plane can search");
  });

  it("alone name networks of segments", () => {
    const json = exampleJson();
    const segments = json.segments.map((segment) => ({ ...segment, network: "network" }));
    expectRefused({ ...json, segments }, "parts");
  });
});

describe("networks that meet on one grid", () => {
  const withResampling = (resampling: object) => {
    const json = exampleOfThreePlanes();
    return {
      ...json,
      networks: json.networks.map((network) => ({ ...network, input: { ...network.input, resampling } })),
    };
  };

  it("need cubes for voxels where their planes differ", () => {
    expectRefused(withResampling(targetSpacing), "throughPlaneSpacingMm");
    expectRefused(
      withResampling({ ...targetSpacing, throughPlaneSpacingMm: 3 }),
      "one spacing in all directions",
    );
    expectRefused(
      withResampling({ inPlane: "fit-field-of-view", minimumSpacingMm: 1 }),
      "need a common grid",
    );
  });

  it("may share the slices of one plane", () => {
    const json = withResampling({ inPlane: "fit-field-of-view", minimumSpacingMm: 1 });
    const networks = json.networks.map((network) => ({
      ...network,
      input: { ...network.input, plane: "axial" },
    }));
    expect(() => parseManifest({ ...json, networks }, "m")).not.toThrow();
    const [first, ...others] = networks;
    const smaller = {
      ...first!,
      input: { ...first!.input, shape: ["batch", 40, 32, 1] },
      output: { ...first!.output, shape: ["batch", 40, 32, 3] },
    };
    expectRefused({ ...json, networks: [smaller, ...others] }, "same rows and columns");
  });
});

describe("toSegments", () => {
  it("numbers segments by their value and keeps codes, region and the algorithm's name", () => {
    const [liver, tumour] = toSegments(exampleManifest());
    expect(liver).toMatchObject({
      segmentNumber: 1,
      label: "Liver",
      algorithmType: "AUTOMATIC",
      algorithmName: "example",
    });
    expect(liver).not.toHaveProperty("anatomicRegion");
    expect(tumour?.anatomicRegion?.codeValue).toBe("10200004");
  });
});
