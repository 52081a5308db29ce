import { type ModelManifest, parseManifest } from "../../../src/model/index.ts";
import { exampleJson } from "./example-manifest.ts";

/**
 * Two networks, "whole" and "wall", that each find one of the example's segments, 1 and 2, on a target grid of 1 mm in
 * patches of 4 x 4 x 4.
 */
export function partsManifest(input: object, output: object): ModelManifest {
  const json = exampleJson();
  const { weights, segments, input: _, output: __, ...common } = json;
  const network = (name: string, digit: string) => ({
    name,
    weights: [{ ...weights[0], sha256: digit.repeat(64) }],
    input: { ...json.input, ...input },
    output: { ...json.output, ...output, shape: [1, 2, 4, 4, 4] },
  });
  const names = ["whole", "wall"];
  return parseManifest(
    JSON.parse(
      JSON.stringify({
        ...common,
        weights: undefined,
        postprocessing: [],
        segments: segments.map((segment, at) => ({ ...segment, channel: 1, network: names[at] })),
        networks: [network("whole", "a"), network("wall", "b")],
        consensus: { kind: "parts" },
      }),
    ),
    "parts",
  );
}
