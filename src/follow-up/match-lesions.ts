import { type Grid, mapGrid, type Vector } from "../geometry/index.ts";
import type { Finding, InstanceMap } from "../review/index.ts";
import { axesOf, centreOf, findingsOf, mapFindings, type TimePoint } from "./time-point.ts";

/** Why two findings are considered the same lesion. */
export type MatchedBy = "tracking" | "overlap" | "distance" | "person";

/** One lesion at both times, by the ids of its findings; undefined where it does not exist. */
export interface LesionPair {
  readonly current: number | undefined;
  readonly prior: number | undefined;
  /** Undefined if the finding has no counterpart. */
  readonly by: MatchedBy | undefined;
}

/** Centres farther apart than this are not the same lesion, unless the lesions themselves are larger. */
const leastReachMm = 15;

/**
 * Matches lesions at two times: first those with the same tracking UID; then those that overlap after alignment, largest
 * overlap first; then the nearest, if their centres are no farther apart than 15 mm or the longer of their long axes. Each
 * has at most one counterpart. The result lists all findings, those of the current study first.
 * @param toPriorMm from a point in the current study to the same point in the prior one.
 */
export function matchLesions(
  current: TimePoint,
  prior: TimePoint,
  toPriorMm: Vector<"lps"> = [0, 0, 0],
): LesionPair[] {
  const [now, before] = [findingsOf(current), findingsOf(prior)];
  const matched = new Map<Finding, { readonly prior: Finding; readonly by: MatchedBy }>();
  const taken = new Set<Finding>();
  const match = (finding: Finding, counterpart: Finding, by: MatchedBy): void => {
    if (matched.has(finding) || taken.has(counterpart)) return;
    matched.set(finding, { prior: counterpart, by });
    taken.add(counterpart);
  };
  for (const finding of now) {
    const uid = finding.tracking?.uid;
    const same = uid === undefined ? undefined : before.find(({ tracking }) => tracking?.uid === uid);
    if (same) match(finding, same, "tracking");
  }
  const left = (): [Finding[], Finding[]] => [
    now.filter((finding) => !matched.has(finding)),
    before.filter((finding) => !taken.has(finding)),
  ];
  for (const { finding, counterpart } of overlaps(current, prior, toPriorMm, left()))
    match(finding, counterpart, "overlap");
  for (const { finding, counterpart } of neighbours(current, prior, toPriorMm, left()))
    match(finding, counterpart, "distance");
  return [
    ...now.map((finding): LesionPair => {
      const found = matched.get(finding);
      return { current: finding.id, prior: found?.prior.id, by: found?.by };
    }),
    ...before
      .filter((finding) => !taken.has(finding))
      .map(({ id }): LesionPair => ({ current: undefined, prior: id, by: undefined })),
  ];
}

/**
 * The pairs after the reader has chosen the counterpart of a finding; existing pairs of both findings are dissolved.
 * @param prior undefined if there is none: the lesion is new.
 */
export function withPair(
  pairs: readonly LesionPair[],
  current: number,
  prior: number | undefined,
): LesionPair[] {
  const freed = pairs.find((pair) => pair.current === current)?.prior;
  const others = pairs.flatMap((pair): LesionPair[] => {
    if (pair.current === current) return [{ current, prior, by: prior === undefined ? undefined : "person" }];
    if (prior === undefined || pair.prior !== prior) return [pair];
    return pair.current === undefined ? [] : [{ ...pair, prior: undefined, by: undefined }];
  });
  const isLeft = freed !== undefined && freed !== prior;
  return isLeft ? [...others, { current: undefined, prior: freed, by: undefined }] : others;
}

interface Candidate {
  readonly finding: Finding;
  readonly counterpart: Finding;
}

/** Findings that share voxels after alignment, ordered by the fraction of their volumes that they share. */
function overlaps(
  current: TimePoint,
  prior: TimePoint,
  toPriorMm: Vector<"lps">,
  [now, before]: readonly [readonly Finding[], readonly Finding[]],
): Candidate[] {
  if (now.length === 0 || before.length === 0) return [];
  const at = mapFindings(current);
  const countCommon = commonVoxels(current, prior, toPriorMm);
  return now
    .flatMap((finding) => {
      const common = countCommon(finding, at);
      return before.flatMap((counterpart) => {
        const ml = ((common.get(counterpart.id) ?? 0) / finding.voxels) * finding.volumeMl;
        const share = ml / (finding.volumeMl + counterpart.volumeMl);
        return ml > 0 ? [{ finding, counterpart, share }] : [];
      });
    })
    .sort((a, b) => b.share - a.share);
}

/** Returns a function that counts how many voxels of a finding lie in each finding of the prior study. */
function commonVoxels({ grid }: TimePoint, prior: TimePoint, [x, y, z]: Vector<"lps">) {
  const before = mapFindings(prior);
  const [originX, originY, originZ] = prior.grid.originLps;
  // The prior grid, moved back so that it is aligned with the current one.
  const moved: Grid = { ...prior.grid, originLps: [originX - x, originY - y, originZ - z] };
  const { origin, steps } = mapGrid(grid, moved);
  const [columns, rows] = grid.size;
  const { size } = prior.grid;
  return ({ id, box: { from, to } }: Finding, at: InstanceMap): ReadonlyMap<number, number> => {
    const common = new Map<number, number>();
    const place = (axis: 0 | 1 | 2, i: number, j: number, k: number): number =>
      Math.round(origin[axis] + i * steps[0][axis] + j * steps[1][axis] + k * steps[2][axis]);
    for (let k = from[2]; k < to[2]; k++)
      for (let j = from[1]; j < to[1]; j++)
        for (let i = from[0]; i < to[0]; i++) {
          if (!at.allAt(i + columns * (j + rows * k)).includes(id)) continue;
          const [a, b, c] = [place(0, i, j, k), place(1, i, j, k), place(2, i, j, k)];
          if (a < 0 || b < 0 || c < 0 || a >= size[0] || b >= size[1] || c >= size[2]) continue;
          for (const found of before.allAt(a + size[0] * (b + size[1] * c)))
            if (found > 0) common.set(found, (common.get(found) ?? 0) + 1);
        }
    return common;
  };
}

/** Findings of the same type whose centres are close after alignment, nearest first. */
function neighbours(
  current: TimePoint,
  prior: TimePoint,
  [x, y, z]: Vector<"lps">,
  [now, before]: readonly [readonly Finding[], readonly Finding[]],
): Candidate[] {
  const typeOf = ({ segments }: TimePoint, { segmentNumber }: Finding): string | undefined =>
    segments.find((segment) => segment.segmentNumber === segmentNumber)?.type.codeValue;
  return now
    .flatMap((finding) => {
      const [a, b, c] = centreOf(current, finding);
      return before.flatMap((counterpart) => {
        const [p, q, r] = centreOf(prior, counterpart);
        const distanceMm = Math.hypot(a + x - p, b + y - q, c + z - r);
        const reachMm = Math.max(leastReachMm, axesOf(finding).longMm, axesOf(counterpart).longMm);
        const isNear = distanceMm <= reachMm && typeOf(current, finding) === typeOf(prior, counterpart);
        return isNear ? [{ finding, counterpart, distanceMm }] : [];
      });
    })
    .sort((a, b) => a.distanceMm - b.distanceMm);
}
