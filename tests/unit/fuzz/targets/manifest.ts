import { parseManifest } from "../../../../src/model/index.ts";
import { exampleJson, exampleOfThreePlanes } from "../../model/example-manifest.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

/** A model's manifest. */
export const manifest: FuzzTarget = {
  name: "manifest",
  covers: "/src/model/",
  seeds: async () =>
    [exampleJson(), exampleOfThreePlanes()].map((json) => new TextEncoder().encode(JSON.stringify(json))),
  tokens: [
    "null",
    "[]",
    "{}",
    "-1",
    "1e999",
    '"batch"',
    '"..',
    '"__proto__":',
    '"NDHWC"',
    '"labels"',
    "0.5",
  ].map((text) => new TextEncoder().encode(text)),
  async run(bytes) {
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return;
    }
    parseManifest(json, "fuzz");
  },
};
