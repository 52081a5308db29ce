import { type Dataset, items, text } from "../../dicom/index.ts";
import type { LabelMap16, Segment } from "../../volume/index.ts";
import { sourceImage, toCodeItem } from "../common/codes.ts";
import { type Contributor, contributingEquipment, toContributor, toScanner } from "../common/contributors.ts";
import { makerOf } from "../common/derived-object.ts";
import type { DerivedOptions, InstanceReference } from "../common/derived-options.ts";
import { toInstanceReference } from "../common/references.ts";
import { labelMapSopClassUID, segmentationSopClassUID } from "../common/uid.ts";

/** The object that an edited one replaces. */
export interface Predecessor extends InstanceReference {
  /** What was changed, in words: "Liver: 120 voxels added, 4 removed." */
  readonly change: string;
}

export interface ProvenanceOptions {
  /** The object that this one replaces; neither is modified. */
  readonly predecessor?: Predecessor;
  /** Other contributors before this software, such as those of the predecessor. */
  readonly contributors?: readonly Contributor[];
}

/**
 * The provenance of an object: contributing equipment (PS3.3 C.12.1), and the object that it replaces (General Reference,
 * PS3.3 C.12.4). The scanner, the models named by the segments and the change to the predecessor are added unless
 * `contributors` includes them. Without the patient's identity, only the predecessor's UIDs are written.
 */
export function provenance(
  options: DerivedOptions & ProvenanceOptions,
  segments: readonly Segment[],
): Dataset {
  const { predecessor, contributors = [], source, anonymous } = options;
  const maker = makerOf(options);
  const scanner = toScanner(source);
  const own: Contributor[] = [
    ...(scanner ? [scanner] : []),
    ...contributors,
    ...models(segments).map((model) => toContributor("processing", maker, `Segmented by ${model}.`)),
    ...(predecessor ? [toContributor("modifying", maker, predecessor.change)] : []),
  ];
  const unique = new Map(own.map((contributor) => [JSON.stringify(contributor), contributor]));
  return {
    ...(!anonymous && contributingEquipment([...unique.values()])),
    ...(predecessor && {
      ...(!anonymous && { DerivationDescription: [predecessor.change.slice(0, 1024)] }),
      SourceImageSequence: [
        { ...toInstanceReference(predecessor), PurposeOfReferenceCodeSequence: [toCodeItem(sourceImage)] },
      ],
    }),
  };
}

/** The object that a segmentation says it replaces; undefined if it names none. */
export function predecessorOf(dataset: Dataset): Predecessor | undefined {
  for (const item of items(dataset, "SourceImageSequence")) {
    const sopInstanceUID = text(item, "ReferencedSOPInstanceUID");
    const sopClassUID = text(item, "ReferencedSOPClassUID") ?? "";
    if (sopInstanceUID === undefined || !segmentationClasses.has(sopClassUID)) continue;
    const series = items(dataset, "ReferencedSeriesSequence").find((one) =>
      items(one, "ReferencedInstanceSequence").some(
        (reference) => text(reference, "ReferencedSOPInstanceUID") === sopInstanceUID,
      ),
    );
    return {
      sopClassUID,
      sopInstanceUID,
      seriesInstanceUID: (series && text(series, "SeriesInstanceUID")) ?? "",
      change: text(dataset, "DerivationDescription") ?? "",
    };
  }
  return undefined;
}

const segmentationClasses: ReadonlySet<string> = new Set([segmentationSopClassUID, labelMapSopClassUID]);

/** The models that made the segments, each once: "ct-liver-tumour 1.0.0 (weights SHA-256 …)". */
function models(segments: readonly Segment[]): string[] {
  const names = segments
    .filter(({ algorithmType }) => algorithmType !== "MANUAL")
    .flatMap(({ algorithmName, algorithmVersion, algorithmParameters }) =>
      algorithmName === undefined || algorithmVersion === undefined
        ? []
        : [`${algorithmName} ${algorithmVersion}${algorithmParameters ? ` (${algorithmParameters})` : ""}`],
    );
  return [...new Set(names)];
}

/**
 * What an edited segmentation changed in the one it replaces, in words for `predecessor.change`: segments that are new,
 * removed or renamed, and
 * how many voxels each has gained and lost. Both are on the same grid. "Nothing." if nothing changed.
 */
export function describeChanges(before: readonly LabelMap16[], after: readonly LabelMap16[]): string {
  const [old, now] = [bySegment(before), bySegment(after)];
  const sentences: string[] = [];
  for (const [segmentNumber, { label, labelMap }] of old) {
    const successor = now.get(segmentNumber);
    if (!successor) {
      sentences.push(`${label}: removed.`);
      continue;
    }
    const isSame = (value: number | undefined) => value === segmentNumber;
    let [added, removed] = [0, 0];
    for (let index = 0; index < labelMap.voxels.length; index++) {
      const [was, is] = [isSame(labelMap.voxels[index]), isSame(successor.labelMap.voxels[index])];
      if (is && !was) added++;
      if (was && !is) removed++;
    }
    const changes = [
      ...(successor.label === label ? [] : [`renamed to ${successor.label}`]),
      ...(added > 0 ? [`${added} voxels added`] : []),
      ...(removed > 0 ? [`${removed} voxels removed`] : []),
    ];
    if (changes.length > 0) sentences.push(`${label}: ${changes.join(", ")}.`);
  }
  for (const [segmentNumber, { label }] of now) if (!old.has(segmentNumber)) sentences.push(`${label}: new.`);
  return sentences.length > 0 ? sentences.join(" ") : "Nothing.";
}

/** What a segmentation says of its predecessor if it was reviewed and stored again unchanged. */
export const unchangedByReview = "Reviewed; no voxel was changed.";

/** As {@link describeChanges}, for a segmentation that was reviewed and may be unchanged. */
export function describeReview(before: readonly LabelMap16[], after: readonly LabelMap16[]): string {
  const changes = describeChanges(before, after);
  return changes === "Nothing." ? unchangedByReview : changes;
}

function bySegment(labelMaps: readonly LabelMap16[]) {
  return new Map(
    labelMaps.flatMap((labelMap) =>
      labelMap.segments.map(({ segmentNumber, label }) => [segmentNumber, { label, labelMap }] as const),
    ),
  );
}
