import { describe, expect, test } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import { readSiemensHeader } from "../../../src/dicom/parse/siemens-header.ts";
import { makeSlices } from "./make-series.ts";
import { privateElements, toFileWith } from "./private-elements.ts";
import { writeSiemensHeader } from "./siemens-header.ts";

const elements = {
  B_value: ["1000"],
  DiffusionGradientDirection: ["0.5", "-0.5", "0.25"],
  DiffusionDirectionality: ["DIRECTIONAL"],
};
const values = {
  SiemensBValue: [1000],
  SiemensGradientDirection: [0.5, -0.5, 0.25],
  SiemensDiffusionDirectionality: ["DIRECTIONAL"],
};

describe.each(["newer", "older"] as const)("a CSA header of %s software", (form) => {
  const header = writeSiemensHeader(elements, form);

  test("states the attributes that the scanner writes elsewhere too", () => {
    expect(readSiemensHeader(header)).toEqual(values);
  });

  test("gives what stands before the damage where it is cut off, and nothing else", () => {
    for (let length = 0; length < header.length; length++) {
      const found = readSiemensHeader(header.slice(0, length));
      for (const [keyword, value] of Object.entries(found))
        expect(value).toEqual(values[keyword as keyof typeof values]);
    }
  });

  test("with counts and lengths that cannot be gives what stands before them", () => {
    for (let at = 0; at + 4 <= header.length; at += 4) {
      const damaged = header.slice();
      new DataView(damaged.buffer).setUint32(at, 0xfffffffe, true);
      expect(() => readSiemensHeader(damaged)).not.toThrow();
    }
  });
});

test.each([
  ["nothing", new Uint8Array()],
  ["zeros", new Uint8Array(4096)],
  ["XML", new TextEncoder().encode("<XProtocol>".repeat(100))],
])("%s in its place states nothing", (_, bytes) => {
  expect(readSiemensHeader(bytes)).toEqual({});
});

test("its number of images makes a mosaic, whatever ImageType says", async () => {
  const header = writeSiemensHeader({ NumberOfImagesInMosaic: ["36"] });
  const files = makeSlices({ slices: 3 }).map((slice, k) =>
    toFileWith(
      `${k}.dcm`,
      { ...slice, ImageType: "ORIGINAL\\PRIMARY" },
      privateElements("SIEMENS CSA HEADER", "0029", "10", "OB", header),
    ),
  );
  await expect(readSeries(files)).rejects.toMatchObject({ message: expect.stringMatching(/mosaic/i) });
});
