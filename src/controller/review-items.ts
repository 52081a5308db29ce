import type { Point } from "../geometry/index.ts";
import { isInBox, type Triple } from "../regions/index.ts";
import {
  type Decision,
  type Finding,
  type ReviewList,
  type ReviewState,
  segmentState,
} from "../review/index.ts";
import type { SegmentRow } from "./state-parts.ts";

/** A row of the review list: a lesion, or a segment without lesions. */
export interface ReviewItem {
  readonly id: string;
  readonly segmentNumber: number;
  /** Set for a lesion. */
  readonly findingId: number | undefined;
  readonly name: string;
  /** The segment's label, without the lesion's number. */
  readonly label: string;
  /** The lesion's number, if there are several. */
  readonly number: number | undefined;
  readonly state: ReviewState;
  /** Who set the review state, and when. */
  readonly decision: Decision | undefined;
  readonly volumeMl: number;
  /** In mm: the longest diameter on an axial slice, or the long axis drawn by hand. */
  readonly diameterMm: number | undefined;
  /** In mm, perpendicular to the diameter on the same slice; undefined if only a long axis was drawn by hand. */
  readonly shortAxisMm: number | undefined;
  /** The axes were drawn by hand. */
  readonly isManual: boolean;
  readonly mean: number | undefined;
  readonly standardDeviation: number | undefined;
  readonly place: Point<"ijk">;
  /** Index of the axial slice through `place`. */
  readonly slice: number;
}

export type ReviewOrder = "name" | "volumeMl" | "diameterMm" | "slice" | "mean" | "state";

/** The parts of the state that a review list is made from. */
export interface ReviewSource {
  readonly review: ReviewList;
  readonly segments: readonly SegmentRow[];
  readonly reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined;
  /** `axialAxis` is the grid axis across which axial slices lie. */
  readonly study: { readonly axialAxis: 0 | 1 | 2 } | undefined;
}

/** The items to review, in the order that the user chose. */
export function toReviewItems({ review, segments, reviewOrder, study }: ReviewSource): ReviewItem[] {
  const { axialAxis = 2 } = study ?? {};
  const items = segments
    .filter(({ volumeMl }) => volumeMl > 0)
    .flatMap(({ segmentNumber, label, volumeMl, centre }): ReviewItem[] => {
      const findings = review.findings.filter((finding) => finding.segmentNumber === segmentNumber);
      if (findings.length === 0) {
        const state = segmentState(review, segmentNumber);
        return [
          {
            id: `segment-${segmentNumber}`,
            segmentNumber,
            findingId: undefined,
            name: label,
            label,
            state,
            decision: review.decisions.get(segmentNumber),
            number: undefined,
            volumeMl,
            diameterMm: undefined,
            shortAxisMm: undefined,
            isManual: false,
            mean: undefined,
            standardDeviation: undefined,
            place: centre,
            slice: centre[axialAxis],
          },
        ];
      }
      return findings.map((finding) => ({
        id: `finding-${finding.id}`,
        segmentNumber,
        findingId: finding.id,
        state: finding.state,
        decision: finding.decision,
        name: isOnly(findings) ? label : `${label} ${finding.number}`,
        label,
        number: isOnly(findings) ? undefined : finding.number,
        volumeMl: finding.volumeMl,
        diameterMm: finding.measured?.longMm ?? finding.diameter.lengthMm,
        shortAxisMm: finding.measured ? finding.measured.shortMm : finding.diameter.shortAxisMm,
        isManual: finding.measured !== undefined,
        mean: finding.values?.mean,
        standardDeviation: finding.values?.standardDeviation,
        place: finding.place,
        slice: finding.place[axialAxis],
      }));
    });
  if (!reviewOrder) return items;
  const { by, descending } = reviewOrder;
  const sign = descending ? -1 : 1;
  return items.sort((a, b) => sign * compare(keyOf(a, by), keyOf(b, by)));
}

/** The findings whose bounding box contains a voxel, the nearest centre first. */
export function findingsAt(
  findings: readonly Finding[],
  place: Point<"ijk">,
  spacingMm: Triple,
): readonly Finding[] {
  return nearestFirst(
    findings.filter(({ box }) => isInBox(box, place)),
    place,
    spacingMm,
  );
}

/**
 * Id of the item that is active once the list has changed: the same item or, if it is gone, the finding that contains its place.
 * A whole segment that has become findings is followed by the nearest of them if none contains its place. Otherwise the id
 * stays, so that an undo brings the selection back.
 */
export function followItem(
  state: ReviewSource & { readonly activeItem: string | undefined },
  review: ReviewList,
  spacingMm: Triple,
): string | undefined {
  const { activeItem } = state;
  const last = toReviewItems(state).find(({ id }) => id === activeItem);
  const items = toReviewItems({ ...state, review });
  if (!last || items.some(({ id }) => id === last.id)) return activeItem;
  const { segmentNumber, place } = last;
  const findings = review.findings.filter((finding) => finding.segmentNumber === segmentNumber);
  const isWhole = last.findingId === undefined;
  const [nearest] = nearestFirst(findings, place, spacingMm);
  const [next = isWhole ? nearest : undefined] = findingsAt(findings, place, spacingMm);
  const item = items.find((one) => one.segmentNumber === segmentNumber && one.findingId === next?.id);
  return item?.id ?? activeItem;
}

function nearestFirst(
  findings: readonly Finding[],
  place: Point<"ijk">,
  spacingMm: Triple,
): readonly Finding[] {
  const distanceMm = ({ centre }: Finding): number =>
    Math.hypot(...centre.map((at, axis) => (at - place[axis]!) * spacingMm[axis]!));
  return findings.toSorted((a, b) => distanceMm(a) - distanceMm(b));
}

/** The first and only finding of a segment needs no number. */
function isOnly(findings: readonly Finding[]): boolean {
  return findings.length === 1 && findings[0]!.number === 1;
}

function keyOf(item: ReviewItem, by: ReviewOrder): string | number {
  return item[by] ?? Number.NEGATIVE_INFINITY;
}

function compare(a: string | number, b: string | number): number {
  return typeof a === "string" ? a.localeCompare(String(b), "en", { numeric: true }) : a - Number(b);
}
