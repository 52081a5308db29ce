import type { Volume } from "../../src/volume/index.ts";

/**
 * A CT of an elliptic body with a liver that moves from slice to slice, which the test network finds; its voxels are in shared
 * memory if the page may share any.
 */
export function createPhantom(side: number, slices: number): Volume {
  const count = side * side * slices;
  const voxels = globalThis.crossOriginIsolated
    ? new Int16Array(new SharedArrayBuffer(2 * count))
    : new Int16Array(count);
  const [middle, unit] = [(side - 1) / 2, side / 64];
  for (let k = 0, at = 0; k < slices; k++) {
    const liver = middle - (8 - 3 * Math.sin(k / 3)) * unit;
    for (let j = 0; j < side; j++) {
      for (let i = 0; i < side; i++, at++) {
        const inLiver = Math.hypot((i - liver) / 14, (j - middle) / 11) < unit;
        const inBody = Math.hypot((i - middle) / 30, (j - middle) / 26) < unit;
        voxels[at] = inLiver ? 110 : inBody ? -60 : -1000;
      }
    }
  }
  return {
    grid: {
      size: [side, side, slices],
      spacingMm: [352 / side, 352 / side, 5],
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    voxels,
    unit: "HU",
    modality: "CT",
  };
}
