import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkSegments,
  createLabelMap,
  createLabelMap16,
  findSegmentFault,
  isAbnormality,
  numberedLabel,
  type Segment,
  toWritableSegment,
} from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "./any-segment.ts";

const { type } = anySegment(1);

describe("a segment that DICOM cannot hold", () => {
  test.each<{ name: string; described: Partial<Segment>; field: keyof Segment; says: string }>([
    {
      name: "a label of 65 characters",
      described: { label: "x".repeat(65) },
      field: "label",
      says: `Segment 4 ("${"x".repeat(61)}...") has a label of 65 characters; DICOM allows 64. Shorten it.`,
    },
    { name: "no label", described: { label: "  " }, field: "label", says: "has no label. Enter one." },
    {
      name: "a label with a backslash",
      described: { label: "left\\right" },
      field: "label",
      says: 'Segment 4 ("left\\right") has a backslash or a control character in its label. Remove it.',
    },
    { name: "a label of two lines", described: { label: "a\nb" }, field: "label", says: "control character" },
    {
      name: "a description of 1025 characters",
      described: { description: "x".repeat(1025) },
      field: "description",
      says: "has a description of 1025 characters; DICOM allows 1024. Shorten it.",
    },
    {
      name: "a long version of the algorithm",
      described: { algorithmVersion: "1".repeat(65) },
      field: "algorithmVersion",
      says: "has an algorithmVersion of 65 characters",
    },
    {
      name: "a code without a scheme",
      described: { type: { ...type, codingSchemeDesignator: "" } },
      field: "type",
      says: "has a type code without a value, scheme or meaning. Complete it.",
    },
    {
      name: "a code with a long meaning",
      described: { anatomicRegion: { ...type, codeMeaning: "x".repeat(65) } },
      field: "anatomicRegion",
      says: "has a anatomicRegion meaning of 65 characters; DICOM allows 64. Shorten it.",
    },
    {
      name: "a long scheme",
      described: { category: { ...type, codingSchemeDesignator: "x".repeat(17) } },
      field: "category",
      says: "has a category scheme of 17 characters; DICOM allows 16. Shorten it.",
    },
  ])("has $name, and is refused with one sentence", ({ described, field, says }) => {
    const refused = expect.objectContaining({
      code: "invalid-segment",
      details: { segmentNumber: 4, field },
      message: expect.stringContaining(says),
    });
    const segments = [anySegment(4, described)];
    expect(() => checkSegments(segments, 255)).toThrow(refused);
    const grid = straightGrid([2, 2, 2], [1, 1, 1]);
    expect(() => createLabelMap({ grid, segments })).toThrow(refused);
    expect(() => createLabelMap16({ grid, segments, voxels: new Uint16Array(8) })).toThrow(refused);
  });

  test("of another file is made one that it can, and each change is said", () => {
    const label = "A lesion in segment VII of the liver that was found in the portal venous phase only";
    const given = anySegment(3, {
      label,
      description: "Seen by two.",
      type: { codeValue: "X1", codingSchemeDesignator: "", codeMeaning: "Thing" },
    });
    const { segment, notes } = toWritableSegment(given);
    expect(segment).toEqual({
      ...given,
      label: "A lesion in segment VII of the liver that was found in the po...",
      description: `${label}\nSeen by two.`,
      type: { codeValue: "X1", codingSchemeDesignator: "99UNKNOWN", codeMeaning: "Thing" },
    });
    expect(notes).toEqual([
      `Segment 3 has a label of ${label.length} characters; DICOM allows 64. It is called "${segment.label}" here; the full label is kept in its description.`,
      'Segment 3 has a type code without a value, scheme or meaning. The code is kept as (X1, 99UNKNOWN, "Thing").',
    ]);
  });

  test("is always made one that can be written", () => {
    const text = (most: number) =>
      fc.string({ unit: fc.constantFrom("a", " ", "\\", "\n", "ö", "😀"), maxLength: most });
    const anyCode = fc.record({
      codeValue: text(3),
      codingSchemeDesignator: text(20),
      codeMeaning: text(80),
    });
    const any = fc.record({
      label: text(90),
      type: anyCode,
      category: anyCode,
      description: text(1030),
      algorithmName: text(80),
    });
    fc.assert(
      fc.property(any, (described) => {
        const { segment } = toWritableSegment(anySegment(1, described));
        expect(findSegmentFault(segment)).toBeUndefined();
      }),
    );
  });

  test("is left alone when it can be written", () => {
    const segment = anySegment(1, { label: "x".repeat(64), description: "two\nlines" });
    expect(toWritableSegment(segment)).toEqual({ segment, notes: [] });
  });
});

describe("a label with a number", () => {
  test("keeps within 64 characters", () => {
    expect(numberedLabel("Lesion", 2)).toBe("Lesion 2");
    expect(numberedLabel("x".repeat(64), 12)).toBe(`${"x".repeat(61)} 12`);
  });

  test("does not halve a character", () => {
    expect(numberedLabel(`${"x".repeat(61)}😀`, 2)).toBe(`${"x".repeat(61)} 2`);
  });
});

test.each([
  ["SCT", "49755003", "SCT", "108369006", true],
  ["SRT", "M-01000", "SRT", "T-62000", true],
  ["SRT", "T-D0050", "SRT", "M-80003", true],
  ["SCT", "85756007", "SCT", "27925004", true],
  ["SCT", "123037004", "NCIt", "C113842", true],
  ["SRT", "T-D0050", "SRT", "M-30400", false],
  ["SCT", "85756007", "SCT", "17621005", false],
  ["SRT", "T-D000A", "SRT", "T-62000", false],
  ["SCT", "123037004", "SCT", "10200004", false],
])("%s %s with type %s %s makes findings: %s", (categoryScheme, category, typeScheme, value, isOne) => {
  const code = (codingSchemeDesignator: string, codeValue: string) => ({
    codeValue,
    codingSchemeDesignator,
    codeMeaning: "Any",
  });
  expect(isAbnormality({ category: code(categoryScheme, category), type: code(typeScheme, value) })).toBe(
    isOne,
  );
});
