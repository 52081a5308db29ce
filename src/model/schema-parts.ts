import * as v from "valibot";

/** Building blocks shared by the schemas of manifest, network and segment. */
export const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
/** The highest label. 65535 stays free to mark voxels outside an image. */
export const mostLabel = 65534;
/** A label: background 0, else a segment number of two bytes (PS3.3 C.8.20.4). */
export const label = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostLabel));
export const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));
export const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
export const finite = v.pipe(v.number(), v.finite());
export const nonEmpty = v.pipe(v.string(), v.nonEmpty("Expected text, found none"));
export const identifier = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]*$/, "Expected lower-case letters, digits and hyphens"),
);
/** Two different numbers, the lower one first. */
export const range = v.pipe(
  v.strictTuple([finite, finite]),
  v.check(([lowest, highest]) => highest > lowest, "Expected two numbers, the lower one first"),
);
/** Requires that no value occurs twice; `what` names a value in the message. */
export function distinct<Item>(what: string) {
  return v.check<Item[], string>((list) => new Set(list).size === list.length, `Expected no ${what} twice`);
}
