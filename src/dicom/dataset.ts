import { dictionary, type Keyword } from "./dictionary.ts";
import { type PrivateKeyword, privateDictionary } from "./private-dictionary.ts";

/**
 * A DICOM data set as plain data (it survives structured cloning): attributes by keyword, each with a list of values, which
 * is empty if the attribute is present without a value. Text is decoded by SpecificCharacterSet and trimmed; DS and IS are
 * numbers, or text if the file holds something else; AT is eight hexadecimal digits; sequences are lists of data sets; bulk
 * values are bytes.
 */
export type Dataset = { readonly [K in Keyword | PrivateKeyword]?: AttributeValue };

export type AttributeValue =
  | readonly string[]
  | readonly number[]
  | readonly (number | string)[]
  | readonly Dataset[]
  | Uint8Array;

/** The standard attributes of a data set, without private ones. */
export function keywordsOf(dataset: Dataset): Keyword[] {
  return Object.keys(dataset).filter((keyword): keyword is Keyword => Object.hasOwn(dictionary, keyword));
}

/** The value representation of an attribute in the dictionary. */
export function vrOf(keyword: Keyword | PrivateKeyword): string {
  return Object.hasOwn(dictionary, keyword)
    ? dictionary[keyword as Keyword][1]
    : privateDictionary[keyword as PrivateKeyword][3];
}

/** First value of a text attribute; undefined if absent or empty. */
export function text(dataset: Dataset, keyword: Keyword | PrivateKeyword): string | undefined {
  const value = dataset[keyword]?.[0];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** All values of a text attribute. */
export function texts(dataset: Dataset, keyword: Keyword | PrivateKeyword): readonly string[] {
  const value = dataset[keyword];
  if (value === undefined || value instanceof Uint8Array) return [];
  return (value as readonly unknown[]).filter((entry) => typeof entry === "string");
}

/** First value of a numeric attribute; undefined if absent, empty or not a number. */
export function number(dataset: Dataset, keyword: Keyword | PrivateKeyword): number | undefined {
  return numbers(dataset, keyword)[0];
}

/**
 * All values of a numeric attribute; empty if one of them is not a finite number, since the others would move into its place.
 * {@link wrongNumber} distinguishes this from an absent attribute.
 */
export function numbers(dataset: Dataset, keyword: Keyword | PrivateKeyword): readonly number[] {
  const value = dataset[keyword];
  if (value === undefined || value instanceof Uint8Array) return [];
  return value.every((entry) => Number.isFinite(entry)) ? (value as readonly number[]) : [];
}

/** The values of a numeric attribute as written in the file, if one of them is not a finite number; else undefined. */
export function wrongNumber(dataset: Dataset, keyword: Keyword | PrivateKeyword): string | undefined {
  const value = dataset[keyword];
  if (value === undefined || value instanceof Uint8Array) return undefined;
  return value.every((entry) => Number.isFinite(entry)) ? undefined : value.join("\\");
}

/** Items of a sequence attribute. */
export function items(dataset: Dataset, keyword: Keyword | PrivateKeyword): readonly Dataset[] {
  if (vrOf(keyword) !== "SQ") return [];
  return (dataset[keyword] ?? []) as readonly Dataset[];
}
