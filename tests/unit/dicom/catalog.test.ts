import { describe, expect, test } from "vitest";
import { catalogSeries } from "../../../src/dicom/series/catalog.ts";
import { madeValue, makeSlices, toDicomFile } from "./make-series.ts";

const echo = (echoTime: number) =>
  makeSlices({ seriesInstanceUID: "1.2.3.5" }).map((slice, k) =>
    toDicomFile(`echo-${echoTime}-${k}.dcm`, {
      ...slice,
      SOPInstanceUID: `1.7.${echoTime}.${k}`,
      EchoTime: [echoTime],
    }),
  );
const other = makeSlices({ seriesInstanceUID: "1.2.9", slices: 4 }).map((slice, k) =>
  toDicomFile(`other-${k}.dcm`, {
    ...slice,
    StudyInstanceUID: "1.3",
    PatientName: "Other^Patient",
    StudyDate: "20260102",
    StudyDescription: "Abdomen",
  }),
);

describe("a catalog of files", () => {
  test("has studies, their series, and the volumes of these", async () => {
    const { studies } = await catalogSeries([...echo(5), ...other, ...echo(9)]);
    expect(
      studies.map(({ series, ...study }) => ({
        ...study,
        series: series.map(({ volumes }) => volumes.map(({ label, imageCount }) => [label, imageCount])),
      })),
    ).toEqual([
      {
        studyInstanceUID: "1.2.3",
        patientName: "",
        date: "",
        description: "",
        series: [
          [
            ["echo time 5 ms", 6],
            ["echo time 9 ms", 6],
          ],
        ],
      },
      {
        studyInstanceUID: "1.3",
        patientName: "Other^Patient",
        date: "20260102",
        description: "Abdomen",
        series: [[["", 4]]],
      },
    ]);
  });

  test("reads each volume, and its middle slice for a picture", async () => {
    const catalog = await catalogSeries([...other, ...echo(5), ...echo(9)]);
    const second = await catalog.read("1.2.3.5", 1);
    expect(second.volumeLabel).toBe("echo time 9 ms");
    expect(second.instances[0]!.sopInstanceUID).toBe("1.7.9.0");
    const { values, ...slice } = (await catalog.readMiddleSlice("1.2.9", 0))!;
    expect(slice).toEqual({ columns: 5, rows: 4, spacingMm: [0.5, 0.7] });
    expect([...values]).toEqual(
      Array.from({ length: 20 }, (_, n) => madeValue(n % 5, Math.floor(n / 5), 2) - 1024),
    );
  });

  test("has no picture of slices that form no grid, and says what is not there", async () => {
    const holed = makeSlices({ slices: 7 })
      .filter((_, k) => k !== 3)
      .map((slice, k) => toDicomFile(`holed-${k}.dcm`, slice));
    const catalog = await catalogSeries(holed);
    expect(catalog.studies[0]!.series[0]!.volumes[0]!.problem).toMatch(/missing/);
    expect(await catalog.readMiddleSlice("1.2.3.4", 0)).toBeUndefined();
    await expect(catalog.read("1.2.3.4", 0)).rejects.toMatchObject({ code: "irregular-series" });
    await expect(catalog.read("9.9", 0)).rejects.toMatchObject({ code: "series-not-found" });
    await expect(catalogSeries([])).rejects.toMatchObject({ code: "no-dicom-images" });
  });
});
