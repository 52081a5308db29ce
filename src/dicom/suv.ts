import { type Dataset, items, number, text, texts } from "./dataset.ts";
import type { SourceSeries } from "./source-series.ts";

/** Unit of a series' values for display; "" for values without one. */
export function imageUnit({ volume, header }: Pick<SourceSeries, "volume" | "header">): string {
  if (volume.unit === "HU") return "HU";
  const units = text(header, "Units");
  return (units !== undefined && unitNames.get(units)) || "";
}

/** By PS3.3 C.8.9.1.1.3. */
const unitNames: ReadonlyMap<string, string> = new Map([
  ["BQML", "Bq/ml"],
  ["GML", "g/ml"],
  ["CNTS", "counts"],
]);

/** How the values of a PET image are converted to standardised uptake values by body weight, in g/ml. */
interface SuvScale {
  /** SUV per unit of the image. */
  readonly factor: number;
  /** The basis of the conversion, as a sentence. */
  readonly basis: string;
}

/**
 * The SUV scale of a PET image from its header, by QIBA's vendor-neutral rules (FDG-PET/CT Profile 1.13, appendix G). For
 * values in Bq/ml, corrected for attenuation and decay: from weight, dose, half-life and the time from injection to the start
 * of the scan. Values that are SUV already are used as they are; counts use Philips' own factors.
 * @returns a sentence with the reason if the header is insufficient: nothing is guessed.
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

/** For an image in Bq/ml. */
function fromActivity(header: Dataset): SuvScale | string {
  const corrected = texts(header, "CorrectedImage");
  if (!corrected.includes("ATTN") || !corrected.includes("DECY"))
    return missing("a correction for attenuation and decay");
  const [pharmaceutical = {}] = items(header, "RadiopharmaceuticalInformationSequence");
  const weightKg = number(header, "PatientWeight") ?? 0;
  if (!(weightKg > 0)) return missing("PatientWeight");
  const doseBq = number(pharmaceutical, "RadionuclideTotalDose") ?? 0;
  if (!(doseBq > 0)) return missing("RadionuclideTotalDose");
  // Some scanners write megabecquerels instead of becquerels (PS3.3 C.8.9.2).
  if (doseBq < leastDoseBq) return missing(`RadionuclideTotalDose in becquerels (it has ${doseBq})`);
  const decay = text(header, "DecayCorrection");
  if (decay === "ADMIN") return scaleOf(weightKg, doseBq, "to the injection");
  if (decay !== "START") return missing(`DecayCorrection START or ADMIN (it has ${decay ?? "none"})`);
  const halfLifeS = number(pharmaceutical, "RadionuclideHalfLife") ?? 0;
  if (!(halfLifeS > 0)) return missing("RadionuclideHalfLife");
  const injectedMs = injectionTime(header, pharmaceutical);
  if (injectedMs === undefined) return missing("RadiopharmaceuticalStartTime");
  const startMs = scanStart(header, halfLifeS);
  if (startMs === undefined)
    return missing("a start of the scan (SeriesTime after AcquisitionTime, no FrameReferenceTime)");
  let seconds = (startMs - injectedMs) / 1000;
  // Only a time of day: the scan was after midnight.
  if (seconds < 0 && !text(pharmaceutical, "RadiopharmaceuticalStartDateTime")) seconds += 86_400;
  if (seconds < 0) return missing("an injection before the scan");
  // Probably dates were shifted by anonymisation: nothing of the dose would be left.
  if (seconds > mostHalfLives * halfLifeS)
    return missing(`an injection within ${mostHalfLives} half-lives before the scan`);
  return scaleOf(
    weightKg,
    doseBq * 2 ** (-seconds / halfLifeS),
    `${Math.round(seconds / 60)} min after the injection`,
  );
}

/** Smaller doses are never given to a patient: 0.1 MBq. */
const leastDoseBq = 1e5;
const mostHalfLives = 15;

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

/** In milliseconds, in the header's time zone. */
function injectionTime(header: Dataset, pharmaceutical: Dataset): number | undefined {
  const stated = text(pharmaceutical, "RadiopharmaceuticalStartDateTime");
  if (stated !== undefined) return dateTimeToMs(stated, header);
  const time = text(pharmaceutical, "RadiopharmaceuticalStartTime");
  const date = text(header, "SeriesDate") ?? text(header, "StudyDate");
  return time === undefined || date === undefined ? undefined : toMs(date, time);
}

/**
 * The time to which the image is decay-corrected: SeriesTime, unless an acquisition began earlier; then the series was
 * created later from what was acquired, and the time is computed from an acquisition, the reference time of its frame, and
 * the moment in the frame at which activity equals its mean.
 */
function scanStart(header: Dataset, halfLifeS: number): number | undefined {
  const ge = text(header, "GePetScanDateTime");
  if (ge !== undefined) return dateTimeToMs(ge, header);
  const series = dateTime(header, "SeriesDate", "SeriesTime");
  const acquisition = dateTime(header, "AcquisitionDate", "AcquisitionTime");
  if (series === undefined) return undefined;
  if (acquisition === undefined || series <= acquisition) return series;
  const [referenceMs = 0, durationMs = 0] = [
    number(header, "FrameReferenceTime"),
    number(header, "ActualFrameDuration"),
  ];
  if (!(referenceMs > 0 && durationMs > 0)) return undefined;
  const decayPerMs = Math.LN2 / (1000 * halfLifeS);
  const decay = decayPerMs * durationMs;
  const meanMs = Math.log(decay / (1 - Math.exp(-decay))) / decayPerMs;
  return acquisition - referenceMs + meanMs;
}

function dateTime(
  header: Dataset,
  date: "SeriesDate" | "AcquisitionDate",
  time: "SeriesTime" | "AcquisitionTime",
): number | undefined {
  const [day, hour] = [text(header, date) ?? text(header, "StudyDate"), text(header, time)];
  return day === undefined || hour === undefined ? undefined : toMs(day, hour);
}

/** DT (PS3.5 6.2); its own time zone takes precedence over the header's. */
function dateTimeToMs(stated: string, header: Dataset): number | undefined {
  const zone = /[+-]\d{4}$/.exec(stated)?.[0];
  const local = toMs(stated.slice(0, 8), stated.slice(8));
  const ofHeader = text(header, "TimezoneOffsetFromUTC");
  if (local === undefined || zone === undefined || ofHeader === undefined) return local;
  return local - offsetMs(zone) + offsetMs(ofHeader);
}

/** "+0130" in milliseconds. */
function offsetMs(zone: string): number {
  const minutes = 60 * Number(zone.slice(1, 3)) + Number(zone.slice(3, 5));
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

/** DA and TM (PS3.5 6.2) as milliseconds, in an arbitrary time zone. */
function toMs(date: string, time: string): number | undefined {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(date);
  const hour = /^(\d{2}):?(\d{2})?:?(\d{2})?(\.\d+)?/.exec(time);
  if (!day || !hour) return undefined;
  const seconds =
    Number(hour[1]) * 3600 + Number(hour[2] ?? 0) * 60 + Number(`${hour[3] ?? 0}${hour[4] ?? ""}`);
  return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) + 1000 * seconds;
}
