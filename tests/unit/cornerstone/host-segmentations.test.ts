import { cache, eventTarget, imageLoader, metaData, volumeLoader } from "@cornerstonejs/core";
import { Enums, segmentation } from "@cornerstonejs/tools";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { heldSegmentations } from "../../../src/cornerstone/host-labels.ts";
import { HostSegmentation } from "../../../src/cornerstone/host-segmentation.ts";
import { listHostSegmentations, openHostSegmentation } from "../../../src/cornerstone/host-segmentations.ts";
import { createVolume, provideImageMetadata } from "../../../src/cornerstone/image-volume.ts";
import { readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { SegmentationSession } from "../../../src/editing/index.ts";
import { makeSeries } from "../dicom/make-series.ts";

const type = Enums.SegmentationRepresentations.Labelmap;
let series: SourceSeries;
let imageIds: string[];
let volumeId: string;

beforeAll(() => metaData.addProvider(provideImageMetadata, 10_000));

beforeEach(async () => {
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 0));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  series = await readSeries(makeSeries());
  ({ imageIds, volumeId } = createVolume(series, series.volume.grid, series.volume.voxels));
});

afterEach(() => {
  heldSegmentations.clear();
  segmentation.removeAllSegmentations();
  vi.unstubAllGlobals();
  cache.purgeCache();
});

/** As hosts make them: an image for each of theirs, in whichever order they have those. */
function addStack(segmentationId: string, over: readonly string[], voxelRepresentation?: "RLE"): string[] {
  const images = imageLoader.createAndCacheDerivedLabelmapImages([...over], {
    ...(voxelRepresentation && { voxelRepresentation: voxelRepresentation as never }),
  });
  const ids = images.map(({ imageId }) => imageId);
  segmentation.addSegmentations([
    {
      segmentationId,
      representation: { type, data: { imageIds: ids } },
      config: {
        label: "By hand",
        segments: {
          3: { label: "Kidney", active: true },
          9: { label: "", locked: true },
        },
      },
    },
  ]);
  return ids;
}

const write = (labelImageId: string, index: number, label: number) =>
  cache.getImage(labelImageId)!.voxelManager!.setAtIndex(index, label);
const sliceLength = (): number => series.volume.grid.size[0] * series.volume.grid.size[1];

describe("a segmentation that the host has", () => {
  test("is listed with its segments, once it is of the series, and nobody works on it", () => {
    addStack("own", imageIds);
    expect(listHostSegmentations(imageIds)).toEqual([
      {
        segmentationId: "own",
        label: "By hand",
        segments: [
          { segmentNumber: 3, label: "Kidney" },
          { segmentNumber: 9, label: "Segment 9" },
        ],
      },
    ]);
    expect(listHostSegmentations(["another image"])).toEqual([]);
    openHostSegmentation("own", series, imageIds);
    expect(listHostSegmentations(imageIds)).toEqual([]);
    expect(() => openHostSegmentation("own", series, imageIds)).toThrow(/is open in another session/);
  });

  test.each([
    ["a stack", undefined],
    ["a stack of runs", "RLE" as const],
  ])("is worked on where it is: %s in an order of its own", (_, representation) => {
    const order = [...imageIds].reverse();
    const labelIds = addStack("own", order, representation);
    write(labelIds[0]!, 7, 3);
    const { labels, labelMap, locked, activeSegment } = openHostSegmentation("own", series, imageIds);
    const last = series.volume.grid.size[2] - 1;
    expect(labelMap.voxels[7 + last * sliceLength()]).toBe(3);
    expect(labelMap.voxels.filter(Boolean)).toHaveLength(1);
    expect(labelMap.segments.map(({ segmentNumber, label }) => [segmentNumber, label])).toEqual([
      [3, "Kidney"],
      [9, "Segment 9"],
    ]);
    expect([locked, activeSegment]).toEqual([[9], 3]);

    const session = new SegmentationSession(series.volume.grid, labelMap.segments, 2, {
      labels: labelMap.voxels,
    });
    expect(session.counts.voxels(3)).toBe(1);
    const shown = new HostSegmentation(session, labels, () => []);
    const edit = session.beginEdit("hand", "brush");
    edit.setRow({ i: 0, end: 3, j: 1, k: 0 }, 3);
    edit.commit();
    const row = series.volume.grid.size[0];
    expect(cache.getImage(labelIds[last]!)!.voxelManager!.getAtIndex(row + 2)).toBe(3);
    write(labelIds[0]!, 8, 3);
    segmentation.triggerSegmentationEvents.triggerSegmentationDataModified("own", [0]);
    expect(session.counts.voxels(3)).toBe(5);
    shown.settle();
    shown.dispose();
    expect(segmentation.state.getSegmentation("own")).toBeDefined();
    expect(cache.getImage(labelIds[last]!)!.voxelManager!.getAtIndex(row + 2)).toBe(3);
    expect(listHostSegmentations(imageIds)).toHaveLength(1);
  });

  test("is shown by the host as it was when it was handed back", () => {
    addStack("own", imageIds);
    const { labels, labelMap } = openHostSegmentation("own", series, imageIds);
    const session = new SegmentationSession(series.volume.grid, labelMap.segments, 2);
    const shown = new HostSegmentation(session, labels, () => []);
    const told = new Set<number>();
    const listener = (event: Event): void => {
      for (const slice of (event as CustomEvent).detail.modifiedSlicesToUse) told.add(slice);
    };
    eventTarget.addEventListener(Enums.Events.SEGMENTATION_DATA_MODIFIED, listener);
    // Within the same frame.
    const edit = session.beginEdit("hand", "brush");
    edit.setRow({ i: 0, end: 3, j: 1, k: 4 }, 3);
    edit.commit();
    shown.dispose();
    eventTarget.removeEventListener(Enums.Events.SEGMENTATION_DATA_MODIFIED, listener);
    expect([...told]).toContain(4);
  });

  test("may be a volume", () => {
    const volume = volumeLoader.createAndCacheDerivedLabelmapVolume(volumeId, { volumeId: "labels" });
    segmentation.addSegmentations([
      { segmentationId: "own", representation: { type, data: { volumeId: "labels" } } },
    ]);
    write(volume.imageIds[2]!, 4, 1);
    const { labelMap } = openHostSegmentation("own", series, imageIds);
    expect(labelMap.voxels[4 + 2 * sliceLength()]).toBe(1);
    expect(labelMap.segments.map(({ label }) => label)).toEqual(["Segment 1"]);
  });

  test("that cannot be worked on says why", () => {
    expect(() => openHostSegmentation("none", series, imageIds)).toThrow(
      /^The application has no segmentation "none"\. It has none\.$/,
    );
    addStack("part", imageIds.slice(1));
    expect(() => openHostSegmentation("part", series, imageIds)).toThrow(
      /^The segmentation "By hand" labels 5 of 6 images of this series/,
    );
    addStack("overlapping", imageIds);
    const { representationData } = segmentation.state.getSegmentation("overlapping")!;
    representationData.Labelmap!.segmentBindings![9] = { labelmapId: "second", labelValue: 1 };
    expect(() => openHostSegmentation("overlapping", series, imageIds)).toThrow(/may overlap/);
    segmentation.addSegmentations([
      {
        segmentationId: "contours",
        representation: { type: Enums.SegmentationRepresentations.Contour, data: {} as never },
      },
    ]);
    expect(() => openHostSegmentation("contours", series, imageIds)).toThrow(/is not a labelmap/);
  });
});
