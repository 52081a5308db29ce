import { describe, expect, it } from "vitest";
import { findObjectKind } from "../../../src/dicom-objects/index.ts";

describe("findObjectKind", () => {
  const file = (sopClassUID: string) =>
    new File(
      [new Uint8Array(128), `DICM\x02\x00\x02\x00UI\x1e\x00${sopClassUID}\x00\x02\x00\x03\x00`],
      "x.dcm",
    );

  it.each([
    ["1.2.840.10008.5.1.4.1.1.66.4", "segmentation"],
    ["1.2.840.10008.5.1.4.1.1.66.7", "segmentation"],
    ["1.2.840.10008.5.1.4.1.1.481.3", "structure-set"],
    ["1.2.840.10008.5.1.4.1.1.66.4.1", undefined],
    ["1.2.840.10008.5.1.4.1.1.66", undefined],
    ["1.2.840.10008.5.1.4.1.1.2", undefined],
  ])("%s: %s", async (sopClassUID, expected) => {
    expect(await findObjectKind(file(sopClassUID))).toBe(expected);
  });

  it("a text that names one is none", async () => {
    expect(await findObjectKind(new File(["1.2.840.10008.5.1.4.1.1.66.4"], "x.txt"))).toBe(undefined);
  });
});
