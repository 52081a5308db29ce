import { describe, expect, test } from "vitest";
import { describeReplacement, findEarlierResults } from "../../../src/archive/earlier-results.ts";
import { toFailure } from "../../../src/archive/failures.ts";
import { nextOpening } from "../../../src/archive/hours.ts";
import { backoffMs } from "../../../src/archive/job-queue.ts";
import { createLog, shortName, withoutFloods } from "../../../src/archive/log.ts";
import { importOptional } from "../../../src/archive/optional-packages.ts";
import { isoWeek, type ResultRow, toSegmentRows } from "../../../src/archive/results.ts";
import { toCsv } from "../../../src/archive/results-table.ts";
import { toStatisticsPage } from "../../../src/archive/statistics-page.ts";
import { AutosegError } from "../../../src/errors.ts";

describe("a log", () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog(
    (line) => lines.push(JSON.parse(line)),
    () => new Date(0),
  );

  test.each([
    ["Doe^Jane", "?"],
    ["Vera Verborgen", "?"],
    ["1.2.826.0.1.3680043", "?"],
    ["/home/x y", "?"],
    ["irregular-series", "irregular-series"],
    ["0.1.0", "0.1.0"],
  ])("says of %s: %s", (value, said) => {
    log.info("work.done", { value, ms: 3 });
    expect(lines.at(-1)).toEqual({
      at: "1970-01-01T00:00:00.000Z",
      level: "info",
      event: "work.done",
      value: said,
      ms: 3,
    });
  });

  test("tells the same trouble once a minute, with how often it came", () => {
    let now = 0;
    const quiet = withoutFloods(log, 60_000, () => now);
    const before = lines.length;
    for (let n = 0; n < 500; n++) quiet.warn("queue.away");
    quiet.info("other");
    quiet.warn("queue.away", { code: "x" });
    now = 61_000;
    quiet.warn("queue.away");
    expect(lines.slice(before).map(({ event, repeated }) => [event, repeated])).toEqual([
      ["queue.away", undefined],
      ["other", undefined],
      ["queue.away", undefined],
      ["queue.away", 499],
    ]);
  });

  test("names a UID so that nobody can look it up", () => {
    expect(shortName("1.2.3")).toMatch(/^[0-9a-f]{10}$/);
    expect(shortName("1.2.3")).not.toBe(shortName("1.2.4"));
  });
});

describe("a failure", () => {
  const web = (found: string, status?: number) =>
    new AutosegError("dicomweb-failed", "http://host/1.2.3 Doe^Jane", {
      url: "http://host",
      found,
      ...(status !== undefined && { status }),
    });
  test.each([
    [web("socket hang up"), "wait"],
    [web("x", 503), "wait"],
    [web("x", 401), "wait"],
    [web("x", 404), "retry"],
    [
      new AutosegError("dicomweb-failed", "x", { url: "", found: "<html> Doe^Jane", isUnusable: true }),
      "retry",
    ],
    [new AutosegError("store-failed", "x", { url: "", found: "it is out of space", status: 409 }), "wait"],
    [new AutosegError("store-failed", "x", { url: "", found: "it differs: 3 voxels differ" }), "retry"],
    [new AutosegError("store-failed", "x", { url: "", found: "x", status: 507 }), "wait"],
    [
      new AutosegError("irregular-series", "x", { seriesInstanceUID: "1.2.3", problem: "missing-slice" }),
      "give-up",
    ],
    [new AutosegError("unreadable-dicom", "Doe.dcm", { fileName: "Doe.dcm" }), "give-up"],
    [new AutosegError("not-writable", "/Doe", { path: "/Doe" }), "wait"],
    [new AutosegError("out-of-memory", "x", { provider: "CPU" }), "retry"],
    [new TypeError("Doe^Jane"), "retry"],
  ])("%s: %s, in a sentence without names", (error, remedy) => {
    const failure = toFailure(error);
    expect(failure.remedy).toBe(remedy);
    expect(JSON.stringify(failure)).not.toMatch(/Doe|1\.2\.3|host/);
  });
});

describe("hours", () => {
  const at = (time: string) => new Date(`2026-01-10T${time}:00`);
  test.each([
    [undefined, "12:00", "12:00"],
    ["20:00-06:00", "23:30", "23:30"],
    ["20:00-06:00", "05:59", "05:59"],
    ["20:00-06:00", "06:00", "20:00"],
    ["08:00-18:00", "09:00", "09:00"],
    ["08:00-18:00", "07:00", "08:00"],
    ["08:00-08:00", "12:00", "12:00"],
  ])("%s at %s: %s", (hours, now, opens) => expect(nextOpening(hours, at(now))).toBe(at(opens).getTime()));

  test("that begin again tomorrow", () => {
    expect(nextOpening("08:00-18:00", at("19:00"))).toBe(new Date("2026-01-11T08:00:00").getTime());
  });
});

test("waits grow, up to ten minutes, and no two are the same", () => {
  expect(backoffMs(1, () => 1)).toBe(1000);
  expect(backoffMs(3, () => 0)).toBe(2000);
  expect(backoffMs(900, () => 1)).toBe(600_000);
});

test.each([
  ["20240101", "2024-W01"],
  ["20241230", "2025-W01"],
  ["2026-11-29", "2026-W48"],
  ["20210103", "2020-W53"],
  ["", ""],
])("%s is in week %s", (date, week) => expect(isoWeek(date)).toBe(week));

test("a package that is missing is named; what else goes wrong stays what it is", async () => {
  const missing = Object.assign(new Error("x"), { code: "ERR_MODULE_NOT_FOUND" });
  await expect(importOptional("bullmq", () => Promise.reject(missing))).rejects.toMatchObject({
    code: "queue-unavailable",
    message: expect.stringContaining("npm install bullmq"),
  });
  await expect(importOptional("bullmq", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});

const row: ResultRow = {
  sopInstanceUID: "2.25.2",
  studyInstanceUID: "1.2",
  seriesInstanceUID: "1.3",
  model: "m",
  modelVersion: "1",
  weightsSha256: "0a1b",
  predecessor: "",
  scanner: '=Maker "X", 2',
  week: "2024-W05",
  slices: 10,
  sliceSpacingMm: 3,
  segments: [
    { segmentNumber: 1, label: "Liver", ml: 1500, longestAxialDiameterMm: 200, mean: 60, lesions: 0 },
    { segmentNumber: 2, label: "Liver tumour", ml: 0, longestAxialDiameterMm: 0, lesions: 0 },
  ],
};

test("a table has a row for each segment, and no formula", () => {
  const lines = toCsv([row, { ...row, sopInstanceUID: "2.25.1", uncertainty: 0.25 }]).split("\r\n");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^sop_instance_uid,.*,weights_sha256,/);
  expect(lines[1]).toContain(",0a1b,");
  expect(lines[1]).toMatch(/^2\.25\.1,.*,0\.25,/);
  expect(lines[3]).toContain(`,"'=Maker ""X"", 2",`);
  expect(lines[4]).toMatch(/,2,Liver tumour,0,0,,0$/);
});

test("the page of statistics has volumes by scanner and week, and what failed", () => {
  const failure = {
    ...row,
    code: "irregular-series",
    reason: "The slices form no grid: <missing>.",
    week: "2024-W06",
  };
  const page = toStatisticsPage({
    rows: [row, { ...row, week: "2024-W07", uncertainty: 0.3 }],
    failures: [failure],
  });
  expect(page).toContain("<h2>Liver, ml</h2>");
  expect(page).toContain("<h2>Uncertainty");
  expect(page).toMatch(/2024-W05<\/td><td>1<\/td><td>1,500/);
  expect(page).toContain("&lt;missing&gt;");
  expect(page).not.toContain("1.2");
  expect(toStatisticsPage({ rows: [], failures: [] })).toContain("None.");
});

test("lesions are counted, the segment as a whole is not one", () => {
  const segment = { segmentNumber: 2, label: "Liver tumour" } as never;
  const measured = (lesionNumber?: number) => ({
    segment,
    volumeMl: 1.23456,
    longestAxialDiameterMm: 2,
    ...(lesionNumber !== undefined && { lesionNumber }),
    values: { mean: 10, standardDeviation: 1, unit: "HU" as const },
  });
  expect(toSegmentRows([measured(), measured(1), measured(2)])).toEqual([
    { segmentNumber: 2, label: "Liver tumour", ml: 1.235, longestAxialDiameterMm: 2, mean: 10, lesions: 2 },
  ]);
});

describe("earlier results", () => {
  const header = (uid: string, more: object = {}) => ({
    SOPClassUID: ["1.2.840.10008.5.1.4.1.1.66.4"],
    SOPInstanceUID: [uid],
    SeriesInstanceUID: ["7"],
    SegmentSequence: [
      {
        SegmentationAlgorithmIdentificationSequence: [{ AlgorithmName: ["m"], AlgorithmVersion: ["1.0"] }],
      },
    ],
    ReferencedSeriesSequence: [{ SeriesInstanceUID: ["1.3"], ReferencedInstanceSequence: [{}, {}] }],
    ...more,
  });
  test("are those of the series and the model that nothing replaces", () => {
    const replacing = header("2.2", {
      SourceImageSequence: [
        {
          ReferencedSOPClassUID: ["1.2.840.10008.5.1.4.1.1.66.4"],
          ReferencedSOPInstanceUID: ["2.1"],
        },
      ],
    });
    const found = findEarlierResults(
      [header("2.1"), replacing, header("2.3", { SegmentSequence: [] })],
      "1.3",
      "m",
    );
    expect(found).toMatchObject([{ sopInstanceUID: "2.2", modelVersion: "1.0", images: 2 }]);
    expect(findEarlierResults([header("2.1")], "1.4", "m")).toEqual([]);
    const now = { modelVersion: "2.0", images: 3 };
    expect(describeReplacement(found[0]!, now)).toBe(
      "The series has 3 images instead of 2. Model version 2.0 instead of 1.0.",
    );
    expect(describeReplacement(found[0]!, { modelVersion: "1.0", images: 2 })).toMatch(/^Segmented again/);
  });
});
