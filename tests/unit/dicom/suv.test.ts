import { describe, expect, it } from "vitest";
import type { Dataset } from "../../../src/dicom/index.ts";
import { suvBodyWeight } from "../../../src/dicom/index.ts";

const pharmaceutical: Dataset = {
  RadionuclideTotalDose: [370e6],
  RadionuclideHalfLife: [6586.2],
  RadiopharmaceuticalStartTime: ["090000"],
};
const siemens: Dataset = {
  Units: ["BQML"],
  CorrectedImage: ["NORM", "DTIM", "ATTN", "SCAT", "DECY"],
  DecayCorrection: ["START"],
  PatientWeight: [74],
  SeriesDate: ["20260104"],
  SeriesTime: ["100000.00"],
  AcquisitionDate: ["20260104"],
  AcquisitionTime: ["100130"],
  RadiopharmaceuticalInformationSequence: [pharmaceutical],
};
const factorOf = (header: Dataset) => {
  const scale = suvBodyWeight(header);
  return typeof scale === "string" ? scale : scale.factor;
};
/** By hand: 74 kg over what is left of 370 MBq an hour after the injection. */
const afterAnHour = 74_000 / (370e6 * 2 ** (-3600 / 6586.2));

describe("SUV by body weight", () => {
  it("of Bq/ml goes by weight, dose and the decay up to the start of the series", () => {
    expect(factorOf(siemens)).toBeCloseTo(afterAnHour, 12);
    expect(suvBodyWeight(siemens)).toMatchObject({
      basis: "SUV by body weight: 74 kg, 253 MBq, decay-corrected 60 min after the injection.",
    });
    const { RadiopharmaceuticalStartTime: _, ...rest } = pharmaceutical;
    const dated = { ...rest, RadiopharmaceuticalStartDateTime: ["20260104090000.000000"] };
    expect(factorOf({ ...siemens, RadiopharmaceuticalInformationSequence: [dated] })).toBeCloseTo(
      afterAnHour,
      12,
    );
  });

  it("of GE goes by the start of the scan that its private attribute states", () => {
    const ge = { ...siemens, SeriesTime: ["113000"], GePetScanDateTime: ["20260104100000.00"] };
    expect(factorOf(ge)).toBeCloseTo(afterAnHour, 12);
  });

  it("of Siemens, where the series was made later, goes by the reference time of a frame", () => {
    // The second bed: it began 100 s after the scan, and its mean activity is that of 59.7 s into its two minutes.
    const decay = (Math.LN2 / 6586.2) * 120;
    const meanS = (120 / decay) * Math.log(decay / (1 - Math.exp(-decay)));
    const late = {
      ...siemens,
      SeriesTime: ["150000"],
      AcquisitionTime: ["100140"],
      ActualFrameDuration: [120_000],
      FrameReferenceTime: [1000 * (100 + meanS)],
    };
    expect(factorOf(late)).toBeCloseTo(afterAnHour, 9);
  });

  it("goes by the time zone of a date and time where the header has one of its own", () => {
    const zoned = { ...pharmaceutical, RadiopharmaceuticalStartDateTime: ["20260104080000.00+0000"] };
    const header = { ...siemens, RadiopharmaceuticalInformationSequence: [zoned] };
    expect(factorOf({ ...header, TimezoneOffsetFromUTC: ["+0100"] })).toBeCloseTo(afterAnHour, 12);
  });

  it("of Philips counts goes by its own factors", () => {
    expect(factorOf({ ...siemens, Units: ["CNTS"], PhilipsSuvFactor: [0.00041] })).toBe(0.00041);
    const activity = { ...siemens, Units: ["CNTS"], PhilipsSuvFactor: [0], PhilipsActivityFactor: [2.5] };
    expect(factorOf(activity)).toBeCloseTo(2.5 * afterAnHour, 12);
  });

  it("decay-corrected to the injection needs no time, and one over midnight is an hour all the same", () => {
    expect(factorOf({ ...siemens, DecayCorrection: ["ADMIN"] })).toBeCloseTo(74_000 / 370e6, 12);
    const late = {
      ...siemens,
      SeriesTime: ["003000"],
      AcquisitionTime: ["003100"],
      RadiopharmaceuticalInformationSequence: [
        { ...pharmaceutical, RadiopharmaceuticalStartTime: ["233000"] },
      ],
    };
    expect(factorOf(late)).toBeCloseTo(afterAnHour, 12);
  });

  it.each<[string, Dataset]>([
    ["PatientWeight", { PatientWeight: [] }],
    ["a correction for attenuation and decay", { CorrectedImage: ["DECY"] }],
    ["DecayCorrection START or ADMIN (it has NONE)", { DecayCorrection: ["NONE"] }],
    ["RadionuclideTotalDose", { RadiopharmaceuticalInformationSequence: [] }],
    [
      "a start of the scan (SeriesTime after AcquisitionTime, no FrameReferenceTime)",
      { SeriesTime: ["110000"] },
    ],
    [
      "RadionuclideTotalDose in becquerels (it has 370)",
      { RadiopharmaceuticalInformationSequence: [{ ...pharmaceutical, RadionuclideTotalDose: [370] }] },
    ],
    [
      "an injection within 15 half-lives before the scan",
      {
        RadiopharmaceuticalInformationSequence: [
          { ...pharmaceutical, RadiopharmaceuticalStartDateTime: ["19600101090000"] },
        ],
      },
    ],
    ["units of BQML, GML or CNTS (it has PROPCNTS)", { Units: ["PROPCNTS"] }],
    ["a factor from counts to activity", { Units: ["CNTS"] }],
  ])("is not guessed without %s", (what, change) => {
    expect(factorOf({ ...siemens, ...change })).toBe(
      `SUV cannot be computed: the header does not state ${what}.`,
    );
  });

  it("is what an image of SUV holds, if by body weight", () => {
    expect(factorOf({ Units: ["GML"] })).toBe(1);
    expect(factorOf({ Units: ["GML"], SUVType: ["LBM"] })).toContain("SUV of type LBM");
  });
});
