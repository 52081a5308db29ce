import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../src/model/index.ts";
import { exampleJson } from "./example-manifest.ts";

const text = readFileSync(new URL("../../../docs/manifest.md", import.meta.url), "utf8");
const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, block]) => block!);
/** Every example of one key: its value alone. */
const examplesOf = (key: string): unknown[] =>
  blocks
    .filter((block) => block.startsWith(`"${key}"`))
    .flatMap((block) =>
      block
        .trimEnd()
        .split(new RegExp(`^"${key}": `, "m"))
        .filter(Boolean),
    )
    .map((value) => JSON.parse(value.trimEnd()));

interface Tensor {
  readonly layout: string;
  readonly shape: readonly (number | string)[];
}

/** The shape of an output of three classes that fits an input. */
function outputFor({ layout, shape }: Tensor): object {
  const channel = layout.indexOf("C");
  return { layout, shape: shape.map((size, index) => (index === channel ? 3 : size)) };
}

describe("the examples in docs/manifest.md", () => {
  it.each(examplesOf("input") as Tensor[])("of an input: $layout $shape", (input) => {
    const json = exampleJson();
    expect(() =>
      parseManifest({ ...json, input, output: { ...json.output, ...outputFor(input) } }, "m"),
    ).not.toThrow();
  });

  it.each(examplesOf("intensity"))("of an intensity: %j", (intensity) => {
    const json = exampleJson();
    expect(() => parseManifest({ ...json, input: { ...json.input, intensity } }, "m")).not.toThrow();
  });

  it.each(examplesOf("resampling"))("of a resampling: %j", (resampling) => {
    const json = exampleJson();
    const output =
      (resampling as { inPlane: string }).inPlane === "target-grid" ? { averaged: "logits" } : {};
    expect(() =>
      parseManifest(
        { ...json, input: { ...json.input, resampling }, output: { ...json.output, ...output } },
        "m",
      ),
    ).not.toThrow();
  });

  it("are of every kind", () => {
    expect(examplesOf("input")).toHaveLength(4);
    expect(examplesOf("intensity")).toHaveLength(4);
    expect(examplesOf("resampling")).toHaveLength(4);
    expect(examplesOf("output")).toHaveLength(4);
  });
});
