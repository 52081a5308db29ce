import { describe, expect, test } from "vitest";
import { type Dataset, items, numbers, parseDataset, text } from "../../../src/dicom/index.ts";
import { writeMeasurementReport } from "../../../src/dicom-objects/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import type { VoxelUnit } from "../../../src/volume/index.ts";
import { ramp } from "../export/blobs.ts";
import { axialGrid, letterF, liver, sourceOn } from "./phantom.ts";

const segmentation = {
  sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
  sopInstanceUID: "2.25.9001",
  seriesInstanceUID: "2.25.9002",
};

/** Name, value and unit of every number in a report. */
function numbersOf(dataset: Dataset): string[] {
  return items(dataset, "ContentSequence").flatMap((item) => {
    if (text(item, "ValueType") !== "NUM") return numbersOf(item);
    const [name] = items(item, "ConceptNameCodeSequence");
    const [measured] = items(item, "MeasuredValueSequence");
    const [unit] = items(measured!, "MeasurementUnitsCodeSequence");
    const value = numbers(measured!, "NumericValue")[0]!.toFixed(3);
    return [`${text(name!, "CodeValue")} ${value} ${text(unit!, "CodeValue")}`];
  });
}

describe("a measurement report", () => {
  test.each<[modality: string, unit: VoxelUnit, concept: string, units: string]>([
    ["CT", "HU", "112031", "[hnsf'U]"],
    ["MR", "arbitrary", "110852", "1"],
    ["PT", "arbitrary", "110821", "1"],
  ])("states grey values of %s in %s", (modality, unit, concept, units) => {
    const volume = { ...ramp(axialGrid), unit, modality };
    const source = { ...sourceOn(axialGrid), modality, volume };
    const [measured] = measureSegments([letterF(axialGrid, [liver])], volume);
    const bytes = writeMeasurementReport([measured!], { source, segmentation });
    const { mean, standardDeviation } = measured!.values!;
    expect(standardDeviation).toBeGreaterThan(0);
    expect(numbersOf(parseDataset(bytes).dataset)).toEqual([
      `118565006 ${measured!.volumeMl.toFixed(3)} cm3`,
      `103339001 ${measured!.longestAxialDiameterMm.toFixed(3)} mm`,
      `${concept} ${mean.toFixed(3)} ${units}`,
      `${concept} ${standardDeviation.toFixed(3)} ${units}`,
    ]);
  });
});
