import { metaData } from "@cornerstonejs/core";
import { type Dataset, dictionary, type Keyword } from "../dicom/index.ts";

/** Modules of attributes that describe patient, study and series; their keys are keywords in lowerCamel. */
const modules = [
  "patientModule",
  "patientStudyModule",
  "generalStudyModule",
  "generalSeriesModule",
  "generalImageModule",
] as const;

/** What Cornerstone's providers know of an image's header: the whole data set where one has it, else module by module. */
export function readHeader(imageId: string): Dataset {
  const byModule = modules.map((module) => {
    const attributes = Object.entries((metaData.get(module, imageId) as object | undefined) ?? {});
    return Object.fromEntries(
      attributes.map(([key, value]) => [key[0]!.toUpperCase() + key.slice(1), value]),
    );
  });
  return Object.assign({}, ...byModule.map(toHeader), toHeader(metaData.get("instance", imageId))) as Dataset;
}

/** Attributes that are plain values, from a data set of keywords. */
function toHeader(instance: unknown): Dataset {
  if (typeof instance !== "object" || instance === null) return {};
  const entries = (Object.keys(dictionary) as Keyword[]).flatMap((keyword) => {
    const value = (instance as Record<string, unknown>)[keyword];
    const values = (Array.isArray(value) ? value : [value])
      .map((one) => (typeof one === "object" && one !== null && "Alphabetic" in one ? one.Alphabetic : one))
      .flatMap((one) => toValue(one, dictionary[keyword][1]));
    return values.length > 0 ? [[keyword, values] as const] : [];
  });
  return Object.fromEntries(entries) as Dataset;
}

const numericVrs = new Set(["DS", "IS", "FL", "FD", "SL", "SS", "UL", "US"]);

/** A value as a data set has it; none where the provider has made something else of it, of an age or a date for instance. */
function toValue(value: unknown, vr: string): (string | number)[] {
  if (vr === "SQ") return [];
  if (!numericVrs.has(vr)) return typeof value === "string" ? [value] : [];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? [number] : [];
}
