import { type Dataset, items, number, text, texts } from "./dataset.ts";

/** How values of a PET image become standardised uptake values by body weight, in g/ml. */
interface SuvScale {
  /** SUV of one unit of the image. */
  readonly factor: number;
  /** What it rests on, as a sentence. */
  readonly basis: string;
}

/**
 * The scale of a PET image from its header, by the vendor-neutral rules of QIBA (FDG-PET/CT Profile 1.13, appendix G): of Bq/ml
 * that are corrected for attenuation and decay, by weight, dose, half-life and the time between injection and the start of the
 * scan; of SUV as they are; of counts by Philips' own factors.
 * @returns a sentence instead where the header does not allow it: nothing is guessed.
 */
export function suvBodyWeight(header: Dataset): SuvScale | string {
  const units = text(header, "Units");
  if (units === "GML") {
    const type = text(header, "SUVType") ?? "BW";
    return type === "BW"
      ? { factor: 1, basis: "The image is in SUV by body weight already." }
      : `SUV by body weight cannot be computed: the image is in SUV of type ${type}.`;
  }
  if (units === "CNTS") {
    const factor = number(header, "PhilipsSuvFactor");
    if (factor) return { factor, basis: "SUV by body weight, by the factor that Philips states." };
    const activity = number(header, "PhilipsActivityFactor");
    return activity ? scaled(fromActivity(header), activity) : missing("a factor from counts to activity");
  }
  if (units !== "BQML") return missing(`units of BQML, GML or CNTS (it has ${units ?? "none"})`);
  return fromActivity(header);
}

function scaled(scale: SuvScale | string, factor: number): SuvScale | string {
  return typeof scale === "string" ? scale : { ...scale, factor: factor * scale.factor };
}

/** Of an image in Bq/ml. */
function fromActivity(header: Dataset): SuvScale | string {
  const corrected = texts(header, "CorrectedImage");
  if (!corrected.includes("ATTN") || !corrected.includes("DECY"))
    return missing("a correction for attenuation and decay");
  const [pharmaceutical = {}] = items(header, "RadiopharmaceuticalInformationSequence");
  const weightKg = number(header, "PatientWeight") ?? 0;
  if (!(weightKg > 0)) return missing("PatientWeight");
  const doseBq = number(pharmaceutical, "RadionuclideTotalDose") ?? 0;
  if (!(doseBq > 0)) return missing("RadionuclideTotalDose");
  const decay = text(header, "DecayCorrection");
  if (decay === "ADMIN") return scaleOf(weightKg, doseBq, "to the injection");
  if (decay !== "START") return missing(`DecayCorrection START or ADMIN (it has ${decay ?? "none"})`);
  const halfLifeS = number(pharmaceutical, "RadionuclideHalfLife") ?? 0;
  if (!(halfLifeS > 0)) return missing("RadionuclideHalfLife");
  const injectedMs = injectionTime(header, pharmaceutical);
  if (injectedMs === undefined) return missing("RadiopharmaceuticalStartTime");
  const startMs = scanStart(header);
  if (startMs === undefined) return missing("a start of the scan (SeriesTime after AcquisitionTime)");
  let seconds = (startMs - injectedMs) / 1000;
  // A time of day alone: the scan was after midnight.
  if (seconds < 0 && !text(pharmaceutical, "RadiopharmaceuticalStartDateTime")) seconds += 86_400;
  if (seconds < 0) return missing("an injection before the scan");
  return scaleOf(
    weightKg,
    doseBq * 2 ** (-seconds / halfLifeS),
    `${Math.round(seconds / 60)} min after the injection`,
  );
}

function scaleOf(weightKg: number, activityBq: number, corrected: string): SuvScale {
  const megabecquerel = Math.round(activityBq / 1e6);
  return {
    factor: (1000 * weightKg) / activityBq,
    basis: `SUV by body weight: ${weightKg} kg, ${megabecquerel} MBq, decay-corrected ${corrected}.`,
  };
}

function missing(what: string): string {
  return `SUV cannot be computed: the header does not state ${what}.`;
}

function injectionTime(header: Dataset, pharmaceutical: Dataset): number | undefined {
  const stated = text(pharmaceutical, "RadiopharmaceuticalStartDateTime");
  if (stated !== undefined) return toMs(stated.slice(0, 8), stated.slice(8));
  const time = text(pharmaceutical, "RadiopharmaceuticalStartTime");
  const date = text(header, "SeriesDate") ?? text(header, "StudyDate");
  return time === undefined || date === undefined ? undefined : toMs(date, time);
}

/** SeriesTime, unless an acquisition began before it: then the series was made later from what was acquired. */
function scanStart(header: Dataset): number | undefined {
  const ge = text(header, "GePetScanDateTime");
  if (ge !== undefined) return toMs(ge.slice(0, 8), ge.slice(8));
  const series = dateTime(header, "SeriesDate", "SeriesTime");
  const acquisition = dateTime(header, "AcquisitionDate", "AcquisitionTime");
  if (series === undefined) return undefined;
  return acquisition === undefined || series <= acquisition ? series : undefined;
}

function dateTime(
  header: Dataset,
  date: "SeriesDate" | "AcquisitionDate",
  time: "SeriesTime" | "AcquisitionTime",
): number | undefined {
  const [day, hour] = [text(header, date) ?? text(header, "StudyDate"), text(header, time)];
  return day === undefined || hour === undefined ? undefined : toMs(day, hour);
}

/** DA and TM (PS3.5 6.2) as milliseconds, in any one time zone. */
function toMs(date: string, time: string): number | undefined {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(date);
  const hour = /^(\d{2}):?(\d{2})?:?(\d{2})?(\.\d+)?/.exec(time);
  if (!day || !hour) return undefined;
  const seconds =
    Number(hour[1]) * 3600 + Number(hour[2] ?? 0) * 60 + Number(`${hour[3] ?? 0}${hour[4] ?? ""}`);
  return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) + 1000 * seconds;
}
