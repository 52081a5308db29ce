import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ImageFrame } from "../../../src/dicom/series/image-frame.ts";
import { splitVolumes, type VolumeFrames } from "../../../src/dicom/series/split-volumes.ts";
import type { TraitName } from "../../../src/dicom/series/traits.ts";

/** An image at a depth, with what its header states. */
function makeFrame(
  fileIndex: number,
  depth: number,
  traits: Partial<Record<TraitName, string>>,
  instanceNumber: number | undefined,
): ImageFrame {
  return {
    fileIndex,
    fileName: `${fileIndex}.dcm`,
    frameIndex: 0,
    numberOfFrames: 1,
    sopClassUID: "1.2",
    sopInstanceUID: `1.2.${fileIndex}`,
    frameOfReferenceUID: "1.2.3",
    rows: 4,
    columns: 4,
    imagePositionPatient: [-10, 20, depth],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    pixelSpacing: [1, 1],
    sliceThickness: 3,
    spacingBetweenSlices: undefined,
    imageType: ["ORIGINAL"],
    isNuclear: false,
    instanceNumber,
    traits,
  };
}

const contrasts: readonly TraitName[] = [
  "echoTime",
  "flipAngle",
  "kVp",
  "description",
  "bValue",
  "dimension 2",
];
const timeNames: readonly TraitName[] = ["acquisitionTime", "contentTime", "triggerTime"];

/** The volumes with their frames by file, so that two answers can be compared. */
const summarise = (volumes: readonly VolumeFrames[]) =>
  volumes.map(({ label, frames, notes }) => ({
    label,
    notes,
    files: frames.map(({ fileIndex }) => fileIndex).sort((a, b) => a - b),
  }));

const placesOf = (frames: readonly ImageFrame[]) =>
  new Set(frames.map(({ imagePositionPatient }) => imagePositionPatient![2]));

/** Some volumes of the same places; `truth` has the volume of each frame by its file. */
const severalVolumes = fc
  .record({
    volumeCount: fc.integer({ min: 2, max: 4 }),
    placeCount: fc.integer({ min: 8, max: 12 }),
    /** Values of each contrast by volume. */
    values: fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }), {
      maxLength: 3,
    }),
    /** Contrasts and times that vary from slice to slice, the same way or another way in each volume. */
    varying: fc.array(
      fc.record({ name: fc.constantFrom(...timeNames, "sliceThickness" as const), seed: fc.integer() }),
      {
        maxLength: 2,
      },
    ),
    numbering: fc.constantFrom("repeated", "missing", "scrambled", "blocks", "mixed blocks", "interleaved"),
    order: fc.array(fc.integer(), { minLength: 48, maxLength: 48 }),
  })
  .map(({ volumeCount, placeCount, values, varying, numbering, order }) => {
    const truth: number[] = [];
    const frames: ImageFrame[] = [];
    for (let volume = 0; volume < volumeCount; volume++)
      for (let k = 0; k < placeCount; k++) {
        const index = frames.length;
        const traits: Partial<Record<TraitName, string>> = {};
        for (const [at, own] of values.entries()) traits[contrasts[at]!] = `${own[volume]}`;
        for (const { name, seed } of varying)
          traits[name] = `${100000 + (Math.imul(seed ^ (index + 1), 0x9e3779b1) >>> 12)}`;
        const numbers = {
          repeated: k,
          missing: undefined,
          scrambled: order[index]!,
          blocks: volume * placeCount + k,
          "mixed blocks": ((volume + k) % volumeCount) * placeCount + k,
          interleaved: k * volumeCount + volume,
        };
        truth.push(volume);
        frames.push(makeFrame(index, 3 * k, traits, numbers[numbering as keyof typeof numbers]));
      }
    return { frames, truth, placeCount };
  });

describe("whatever the headers of several volumes state", () => {
  test("a volume that is offered holds the images of one, and all of them; else all stay together", () => {
    fc.assert(
      fc.property(severalVolumes, ({ frames, truth, placeCount }) => {
        const volumes = splitVolumes(frames);
        expect(volumes.flatMap((volume) => volume.frames)).toHaveLength(frames.length);
        if (volumes.length === 1) return;
        for (const volume of volumes) {
          expect(new Set(volume.frames.map(({ fileIndex }) => truth[fileIndex])).size).toBe(1);
          expect(placesOf(volume.frames).size).toBe(placeCount);
        }
      }),
    );
  });

  test("the order of the files changes nothing", () => {
    const shuffled = severalVolumes.chain(({ frames }) =>
      fc.record({
        frames: fc.constant(frames),
        other: fc.shuffledSubarray(frames, { minLength: frames.length }),
        some: fc.shuffledSubarray(frames, { minLength: frames.length - 5 }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ frames, other, some }) => {
        expect(summarise(splitVolumes(other))).toEqual(summarise(splitVolumes(frames)));
        const sorted = [...some].sort((a, b) => a.fileIndex - b.fileIndex);
        expect(summarise(splitVolumes(some))).toEqual(summarise(splitVolumes(sorted)));
      }),
    );
  });
});

test("a good volume stays one, whatever changes from slice to slice in it", () => {
  const names: readonly TraitName[] = [
    ...contrasts,
    ...timeNames,
    "comments",
    "acquisitionNumber",
    "imageType",
  ];
  const volume = fc.record({
    slices: fc.integer({ min: 1, max: 40 }),
    gapMm: fc.constantFrom(0.6, 1, 2.5, 5),
    jitterMm: fc.constantFrom(0, 0.03),
    /** Where each attribute changes for good, or that it is another one in every slice. */
    changes: fc.array(
      fc.record({
        name: fc.constantFrom(...names),
        at: fc.array(fc.nat(40), { maxLength: 3 }),
        isUnique: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
  });
  fc.assert(
    fc.property(volume, ({ slices, gapMm, jitterMm, changes }) => {
      const frames = Array.from({ length: slices }, (_, k) => {
        const traits: Partial<Record<TraitName, string>> = {};
        for (const { name, at, isUnique } of changes)
          traits[name] = isUnique ? `${k}` : `${at.filter((change) => change <= k).length}`;
        return makeFrame(k, k * gapMm + jitterMm * ((k % 3) - 1), traits, k);
      });
      expect(splitVolumes(frames).map((one) => one.frames.length)).toEqual([slices]);
    }),
  );
});
