import { type Dataset, items, wrongNumber } from "../dataset.ts";
import { irregular } from "../refusals.ts";

/** Where an image lies: the attributes, and the functional groups that may hold them (PS3.3 C.7.6.16.2). */
const placing = [
  ["ImagePositionPatient", "PlanePositionSequence", "missing-position"],
  ["ImageOrientationPatient", "PlaneOrientationSequence", "missing-position"],
  ["PixelSpacing", "PixelMeasuresSequence", "missing-spacing"],
] as const;

/** @throws AutosegError `irregular-series` for an image whose place is written in something else than numbers. */
export function checkPlaceNumbers(dataset: Dataset, fileName: string, seriesInstanceUID: string): void {
  const groups = [
    ...items(dataset, "SharedFunctionalGroupsSequence"),
    ...items(dataset, "PerFrameFunctionalGroupsSequence"),
  ];
  for (const [keyword, macro, problem] of placing) {
    const places = [dataset, ...groups.flatMap((group) => items(group, macro).slice(0, 1))];
    const wrong = places.map((place) => wrongNumber(place, keyword)).find((value) => value !== undefined);
    if (wrong !== undefined)
      throw irregular(
        seriesInstanceUID,
        problem,
        `"${fileName}" has no valid ${keyword} ("${wrong}" is not a number), so its position in the patient is unknown. Load the scanner's original images.`,
      );
  }
}
