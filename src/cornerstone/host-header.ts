import { metaData } from "@cornerstonejs/core";
import { type Dataset, dictionary, type Keyword } from "../dicom/index.ts";

/** Metadata modules that describe patient, study and series; their keys are keywords in lowerCamelCase. */
const modules = [
  "patientModule",
  "patientStudyModule",
  "generalStudyModule",
  "generalSeriesModule",
  "generalImageModule",
] as const;

/** What Cornerstone's providers know of an image's header: the whole data set if one has it, otherwise module by module. */
export function readHeader(imageId: string): Dataset {
  const byModule = modules.map((module) => {
    const attributes = Object.entries((metaData.get(module, imageId) as object | undefined) ?? {});
    return Object.fromEntries(
      attributes.map(([key, value]) => [key[0]!.toUpperCase() + key.slice(1), value]),
    );
  });
  return Object.assign({}, ...byModule.map(toHeader), toHeader(metaData.get("instance", imageId))) as Dataset;
}

/** The attributes with plain values, from an object keyed by keyword. */
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

/** A value as a data set holds it; empty if the provider has converted it to something else, as some do with ages and dates. */
function toValue(value: unknown, vr: string): (string | number)[] {
  if (vr === "SQ") return [];
  if (!numericVrs.has(vr)) return typeof value === "string" ? [value] : [];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? [number] : [];
}
