import type { LabelMap16 } from "../../volume/index.ts";

/**
 * What an edited segmentation has changed of the one it replaces, in words for `predecessor.change`: segments that are new,
 * gone or renamed, and how many voxels each has gained and lost. Both are on the same grid. "Nothing." where nothing has.
 */
export function describeChanges(before: readonly LabelMap16[], after: readonly LabelMap16[]): string {
  const [old, now] = [bySegment(before), bySegment(after)];
  const sentences: string[] = [];
  for (const [segmentNumber, { label, labelMap }] of old) {
    const successor = now.get(segmentNumber);
    if (!successor) {
      sentences.push(`${label}: taken out.`);
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
      ...(removed > 0 ? [`${removed} voxels taken away`] : []),
    ];
    if (changes.length > 0) sentences.push(`${label}: ${changes.join(", ")}.`);
  }
  for (const [segmentNumber, { label }] of now) if (!old.has(segmentNumber)) sentences.push(`${label}: new.`);
  return sentences.length > 0 ? sentences.join(" ") : "Nothing.";
}

function bySegment(labelMaps: readonly LabelMap16[]) {
  return new Map(
    labelMaps.flatMap((labelMap) =>
      labelMap.segments.map(({ segmentNumber, label }) => [segmentNumber, { label, labelMap }] as const),
    ),
  );
}
