import { type Grid, partOfGrid, toViewAxes } from "../../geometry/index.ts";
import { highestValue, type ModelManifest, outputOrientation } from "../../model/index.ts";
import {
  axesOfSlice,
  type Box,
  boxSize,
  cutBlock,
  intersectBoxes,
  mapAxes,
  moveBox,
  voxelsInBox,
  wholeBlock,
  wholeBox,
} from "../../regions/index.ts";
import {
  type GridSlice16,
  type LabelArray,
  labelArrayFor,
  labelArrayLike,
  type Volume,
} from "../../volume/index.ts";
import { createInferencePlan, createPostprocess, type PlanOptions } from "./inference-plan.ts";
import type { InferencePlan, Unit } from "./plan.ts";
import { createBackground } from "./probability-request.ts";

/**
 * The plan of a model that receives only a box of a series, as if nothing else existed; everything outside is background.
 * @param within an empty box if there is nothing to examine.
 * @throws AutosegError as {@link createInferencePlan}.
 */
export function planWithin(
  volume: Volume,
  manifest: ModelManifest,
  { within, ...options }: PlanOptions & { readonly within: Box },
): InferencePlan {
  const { series = [volume], labels, probabilities, box = wholeBox(volume.grid) } = options;
  const { Labels = labelArrayFor(highestValue(manifest)) } = options;
  const wanted = intersectBoxes(box, within);
  const isEmpty = voxelsInBox(wanted) === 0;
  const parts = isEmpty ? [] : series.map((one) => cutVolume(one, within));
  const inner = isEmpty
    ? undefined
    : createInferencePlan(parts[0]!, manifest, {
        ...options,
        series: parts,
        ...(options.box && {
          box: moveBox(
            wanted,
            mapAxes((axis) => -within.from[axis]),
          ),
        }),
        ...(labels && { labels: cutBlock(wholeBlock(volume.grid, labels), within).values }),
      });
  const { sliceAxis, units, isOrdered, inputSpacingMm, labelling } = inner ?? noUnits(volume.grid, manifest);
  const [from, to] = [within.from[sliceAxis], within.to[sliceAxis]];
  const place = (slice: GridSlice16): GridSlice16 => placeSlice(slice, volume.grid, within);
  const own = (unit: Unit): Unit => units[unit.index]!;
  const toBackground = createBackground(volume.grid, manifest, sliceAxis, { request: probabilities, Labels });
  return {
    units: units.map((unit) => ({
      ...unit,
      firstSlice: unit.firstSlice + from,
      lastSlice: unit.lastSlice + from,
    })),
    isOrdered,
    sliceAxis,
    inputSpacingMm,
    slicesTotal: box.to[sliceAxis] - box.from[sliceAxis],
    *background() {
      for (let sliceIndex = 0; sliceIndex < volume.grid.size[sliceAxis]; sliceIndex++) {
        if (sliceIndex >= from && sliceIndex < to) continue;
        yield toBackground(sliceIndex);
      }
    },
    ...(labelling && {
      labelling: {
        rule: labelling.rule,
        accept: (unit, found) => place(labelling.accept(own(unit), found)),
      },
    }),
    prepare: (unit) => inner!.prepare(own(unit)),
    accept: (unit, output) => inner!.accept(own(unit), output).map(place),
    postprocess: createPostprocess(volume, manifest, sliceAxis),
  };
}

function cutVolume(volume: Volume, box: Box): Volume {
  return {
    ...volume,
    grid: partOfGrid(volume.grid, box.from, boxSize(box)),
    voxels: cutBlock(wholeBlock(volume.grid, volume.voxels), box).values,
  };
}

/** The plan if there is nothing to run. */
function noUnits(
  grid: Grid,
  manifest: ModelManifest,
): Pick<InferencePlan, "sliceAxis" | "units" | "isOrdered" | "inputSpacingMm" | "labelling"> {
  const { slices, columns } = toViewAxes(grid, outputOrientation(manifest));
  return {
    sliceAxis: slices.axis,
    units: [],
    isOrdered: false,
    inputSpacingMm: grid.spacingMm[columns.axis],
  };
}

/** Places a slice of the box in the slice of the whole grid. */
function placeSlice(
  { sliceAxis, sliceIndex, labels, probabilities }: GridSlice16,
  grid: Grid,
  box: Box,
): GridSlice16 {
  const [fast, slow] = axesOfSlice(sliceAxis);
  const [width, height] = [grid.size[fast], grid.size[slow]];
  const columns = box.to[fast] - box.from[fast];
  const place = <Values extends LabelArray<ArrayBuffer>>(values: Values): Values => {
    const into = new (labelArrayLike(values))(width * height);
    for (let s = box.from[slow], at = 0; s < box.to[slow]; s++, at += columns)
      into.set(values.subarray(at, at + columns), s * width + box.from[fast]);
    return into as Values;
  };
  return {
    sliceAxis,
    sliceIndex: sliceIndex + box.from[sliceAxis],
    labels: place(labels),
    ...(probabilities && {
      probabilities: {
        segments: probabilities.segments.map(({ segmentNumber, values }) => ({
          segmentNumber,
          values: place(values),
        })),
        entropy: probabilities.entropy && place(probabilities.entropy),
      },
    }),
  };
}
