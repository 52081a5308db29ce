import { describe, expect, it } from "vitest";
import { parseLaunchOptions } from "../../../src/viewer/launch-options.ts";
import { isSegmentationFile } from "../../../src/viewer/study-files.ts";

describe("parseLaunchOptions", () => {
  it("takes the study and the models beside the page unless told otherwise", () => {
    expect(parseLaunchOptions("http://localhost:5180/viewer/")).toEqual({
      study: "http://localhost:5180/viewer/study/index.json",
      models: "http://localhost:5180/viewer/models/index.json",
      dicomWeb: undefined,
      model: undefined,
      device: "auto",
      acceptSoftwareAdapter: false,
      autosave: true,
    });
  });

  it("reads the address and ignores a device there is not", () => {
    const options = parseLaunchOptions("http://x/?study=/s.json&model=m&device=abacus&software-gpu=1");
    expect(options).toMatchObject({
      study: "http://x/s.json",
      model: "m",
      device: "auto",
      acceptSoftwareAdapter: true,
    });
  });
});

describe("isSegmentationFile", () => {
  const file = (sopClassUID: string) =>
    new File(
      [new Uint8Array(128), `DICM\x02\x00\x02\x00UI\x1e\x00${sopClassUID}\x00\x02\x00\x03\x00`],
      "x.dcm",
    );

  it.each([
    ["1.2.840.10008.5.1.4.1.1.66.4", true],
    ["1.2.840.10008.5.1.4.1.1.66.4.1", false],
    ["1.2.840.10008.5.1.4.1.1.66", false],
    ["1.2.840.10008.5.1.4.1.1.2", false],
  ])("%s: %s", async (sopClassUID, expected) => {
    expect(await isSegmentationFile(file(sopClassUID))).toBe(expected);
  });

  it("no DICOM file is one", async () => {
    expect(await isSegmentationFile(new File(["1.2.840.10008.5.1.4.1.1.66.4"], "x.txt"))).toBe(false);
  });
});
