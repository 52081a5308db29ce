import { describe, expect, test } from "vitest";
import {
  changedSegment,
  draftFault,
  farthestColor,
  freeLabel,
  freeNumber,
  newSegment,
} from "../../../src/controller/new-segment.ts";
import { findTerm } from "../../../src/terminology/index.ts";
import type { Segment } from "../../../src/volume/index.ts";

const spleen = findTerm("78961009")!;
const tumour: Segment = {
  segmentNumber: 2,
  label: "Liver tumour",
  category: {
    codeValue: "49755003",
    codingSchemeDesignator: "SCT",
    codeMeaning: "Morphologically Abnormal Structure",
  },
  type: { codeValue: "108369006", codingSchemeDesignator: "SCT", codeMeaning: "Neoplasm" },
  anatomicRegion: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
  color: [230, 159, 0],
  algorithmType: "AUTOMATIC",
  algorithmName: "ct-liver-tumour",
};

describe("a new segment", () => {
  test("is drawn by hand, and has number and colour of its own", () => {
    const added = newSegment([tumour], { label: " Spleen ", term: spleen });
    expect(added).toMatchObject({ segmentNumber: 3, label: "Spleen", algorithmType: "MANUAL", ...spleen });
    expect(added.color).not.toEqual(tumour.color);
  });

  test("leaves alone the numbers that models draw", () => {
    expect(freeNumber([tumour], 7)).toBe(8);
    expect(freeNumber([], 255)).toBe(255);
    const all = Array.from({ length: 255 }, (_, n) => ({ ...tumour, segmentNumber: n + 1 }));
    expect(freeNumber(all.filter(({ segmentNumber }) => segmentNumber !== 40))).toBe(40);
    expect(() => freeNumber(all)).toThrow("at most 255 segments");
  });

  test.each([
    { label: "Spleen", fault: undefined },
    { label: " ", fault: "The segment has no label. Enter one." },
    {
      label: "x".repeat(65),
      fault: "The segment has a label of 65 characters; DICOM allows 64. Shorten it.",
    },
  ])("named $label: $fault", ({ label, fault }) => {
    expect(draftFault({ label, term: spleen })).toBe(fault);
  });

  test("has a label that nobody has", () => {
    expect(freeLabel([], "Spleen")).toBe("Spleen");
    expect(freeLabel([{ label: "Spleen" }], "Spleen")).toBe("Spleen 2");
    expect(freeLabel([{ label: "Spleen" }, { label: "Spleen 2" }], "Spleen 2")).toBe("Spleen 3");
    const long = "x".repeat(64);
    expect(freeLabel([{ label: long }], long)).toBe(`${"x".repeat(62)} 2`);
  });

  test("forty in turn have colours that can be told apart", () => {
    const colors: Segment["color"][] = [];
    for (let n = 0; n < 40; n++) colors.push(farthestColor(colors.map((color) => ({ color }))));
    const distances = colors.flatMap((a, n) =>
      colors.slice(0, n).map((b) => Math.hypot(...a.map((part, at) => part - b[at]!))),
    );
    expect(Math.min(...distances)).toBeGreaterThan(50);
  });
});

describe("a segment that is described anew", () => {
  test("keeps by what it was made, and where it lies while its term stays", () => {
    const { category, type } = tumour;
    const renamed = changedSegment(tumour, {
      label: "Metastasis",
      term: { category, type },
      color: [1, 2, 3],
    });
    expect(renamed).toEqual({ ...tumour, label: "Metastasis", color: [1, 2, 3] });
  });

  test("lies elsewhere when it is something else", () => {
    const changed = changedSegment(tumour, { label: "Spleen", term: spleen });
    expect(changed).toMatchObject({
      segmentNumber: 2,
      ...spleen,
      color: tumour.color,
      algorithmName: "ct-liver-tumour",
    });
    expect(changed.anatomicRegion).toBeUndefined();
  });
});
