import * as v from "valibot";
import { positive } from "./schema-parts.ts";

/** What a manifest may say of the images that its model was trained on, beyond what the networks' input says. */
export const suitedForSchema = v.strictObject({
  /** Values of BodyPartExamined; from the codes of the segments where this is left out. */
  bodyParts: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  contrast: v.optional(v.picklist(["with", "without"])),
  /** Widest distance of slices, in millimetres. */
  sliceDistanceMm: v.optional(positive),
  /** Smallest and largest extent of a slice, in millimetres. */
  fieldOfViewMm: v.optional(v.strictTuple([positive, positive])),
});
