import { instantiate, makeRoom } from "../../../workers/index.ts";
import type { AxisFilter } from "./line-filter.ts";
import { splineWasm } from "./spline-wasm.ts";

/** The exports of ./assembly/spline.ts; positions are addresses in its memory, and steps are bytes. */
interface SplineModule {
  start(): number;
  filterLines(
    lines: number,
    values: number,
    step: number,
    lane: number,
    count: number,
    margin: number,
    pole: number,
    far: number,
    coefficients: number,
    places: number,
    weights: number,
    positions: number,
    into: number,
    intoStep: number,
    intoLane: number,
  ): void;
}

/** Voxels added at each end before a spline's coefficients are computed: beyond, the influence of the pole is below 1e-7. */
const margin = 12;
/** The pole of the filter that inverts a sampled cubic B-spline (Unser, 1999). */
const pole = Math.sqrt(3) - 2;

/** Bytes of a position of four lines in double precision. */
const four = 32;

/** The cubic filter of `createAxisFilter`, with vector instructions. */
export function createSplineFilter(count: number, positions: Float64Array): AxisFilter {
  const module = instantiate<SplineModule>(splineWasm);
  const padded = count + 2 * margin;
  const far = pole ** (padded - 1);
  let end = module.start();
  const take = (bytes: number): number => {
    const place = end;
    end = (end + bytes + 15) & ~15;
    makeRoom(module.memory, end);
    return place;
  };
  const [placesAt, weightsAt] = [take(4 * positions.length), take(four * positions.length)];
  const coefficientsAt = take(four * padded);
  const { places, weights } = toPlaces(padded, positions);
  new Uint32Array(module.memory.buffer, placesAt, places.length).set(places);
  new Float64Array(module.memory.buffer, weightsAt, weights.length).set(weights);
  const linesAt = end;

  return {
    apply(values, lines, into) {
      end = linesAt;
      const [valuesAt, intoAt] = [take(4 * values.length), take(4 * into.length)];
      new Float32Array(module.memory.buffer, valuesAt, values.length).set(values);
      const [step, lane] = lines.areRows ? [4, 4 * count] : [4 * lines.count, 4];
      const [intoStep, intoLane] = lines.areRows ? [4, 4 * positions.length] : [4 * lines.count, 4];
      module.filterLines(
        ...([lines.count, valuesAt, step, lane, count, margin, pole, far] as const),
        ...([coefficientsAt, placesAt, weightsAt, positions.length, intoAt, intoStep, intoLane] as const),
      );
      into.set(new Float32Array(module.memory.buffer, intoAt, into.length));
    },
  };
}

/** For each position, the offset of the first of four coefficients in bytes of four lines, and the weights of all four. */
function toPlaces(padded: number, positions: Float64Array) {
  const places = new Uint32Array(positions.length);
  const weights = new Float64Array(4 * positions.length);
  for (let u = 0; u < positions.length; u++) {
    const x = Math.min(Math.max(positions[u]! + margin, 1), padded - 3);
    const whole = Math.floor(x);
    const t = x - whole;
    const s = 1 - t;
    places[u] = four * (whole - 1);
    weights[4 * u] = (s * s * s) / 6;
    weights[4 * u + 1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
    weights[4 * u + 2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
    weights[4 * u + 3] = (t * t * t) / 6;
  }
  return { places, weights };
}
