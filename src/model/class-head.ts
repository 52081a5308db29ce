import * as v from "valibot";
import { positiveInteger } from "./schema-parts.ts";
import { type Tensor, toItemSize } from "./tensor.ts";

/** The last layer of a network whose graph ends before it: each class is a weighted sum of the output's channels. */
export const headSchema = v.strictObject({
  classes: positiveInteger,
  /** In single precision, little-endian, in base64: for each class the weight of every channel, then what is added. */
  weights: v.pipe(v.string(), v.base64("Expected numbers in base64")),
});

type Head = v.InferOutput<typeof headSchema>;
type Headed = Pick<Tensor, "layout" | "shape"> & { readonly head?: Head | undefined };

/** Classes that an output comes to: those of its head, else its channels. */
export function classesOf({ head, ...output }: Headed): number {
  return head?.classes ?? toItemSize(output).channels;
}

/** The numbers of a head, class by class. */
export function readHead({ weights }: Pick<Head, "weights">): Float32Array {
  const bytes = new DataView(Uint8Array.from(atob(weights), (character) => character.charCodeAt(0)).buffer);
  return Float32Array.from({ length: bytes.byteLength >> 2 }, (_, n) => bytes.getFloat32(4 * n, true));
}

/** Holds the numbers of a head against the channels that they weigh. */
export function headFits<Output extends Headed>() {
  return v.check<Output, (issue: v.CheckIssue<Output>) => string>(
    ({ head, ...output }) => {
      // What is no head at all is said by its own schema.
      if (!v.is(headSchema, head)) return true;
      const numbers = readHead(head);
      const expected = head.classes * (toItemSize(output).channels + 1);
      return numbers.length === expected && numbers.every(Number.isFinite);
    },
    ({ input: { head, ...output } }) => {
      const { channels } = toItemSize(output);
      return `Its head must have ${channels} weights and one number more for each of ${head!.classes} classes, in single precision`;
    },
  );
}
