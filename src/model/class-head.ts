import * as v from "valibot";
import { mostLabel, positiveInteger } from "./schema-parts.ts";
import { type Tensor, toItemSize } from "./tensor.ts";

/** The last layer of a network whose graph ends before it: each class is a weighted sum of the output's channels. */
export const headSchema = v.strictObject({
  /** No more than background and every label. */
  classes: v.pipe(positiveInteger, v.maxValue(mostLabel + 1)),
  /** In single precision, little-endian, in base64: for each class the weight of every channel, then what is added. */
  weights: v.pipe(v.string(), v.check(isBase64, "Expected numbers in base64")),
});

type Head = v.InferOutput<typeof headSchema>;
type Headed = Pick<Tensor, "layout" | "shape"> & { readonly head?: Head | undefined };

/** Classes that an output comes to: those of its head, else its channels. */
export function classesOf({ head, ...output }: Headed): number {
  return head?.classes ?? toItemSize(output).channels;
}

/** The numbers of a head, class by class. */
export function readHead({ weights }: Pick<Head, "weights">): Float32Array {
  const text = atob(weights);
  const bytes = new DataView(new ArrayBuffer(text.length));
  for (let at = 0; at < text.length; at++) bytes.setUint8(at, text.charCodeAt(at));
  return Float32Array.from({ length: text.length >> 2 }, (_, n) => bytes.getFloat32(4 * n, true));
}

/** Holds the numbers of a head against the channels that they weigh. */
export function headFits<Output extends Headed>() {
  return v.check<Output, (issue: v.CheckIssue<Output>) => string>(
    (output) => findFault(output) === undefined,
    ({ input }) => findFault(input)!,
  );
}

function findFault({ head, ...output }: Headed): string | undefined {
  // What is no head at all is said by its own schema.
  if (!v.is(headSchema, head)) return undefined;
  const { channels } = toItemSize(output);
  const count = head.classes * (channels + 1);
  const bytes = byteCount(head.weights);
  if (bytes !== 4 * count)
    return (
      `Its head must have ${channels} weights and one number more for each of ${head.classes} classes, in single precision: ` +
      `${4 * count} bytes, but it has ${bytes}`
    );
  const numbers = readHead(head);
  const strange = numbers.findIndex((number) => !Number.isFinite(number));
  if (strange < 0) return undefined;
  return `Number ${strange + 1} of the ${count} of its head is ${numbers[strange]}, but all must be finite`;
}

/** Whether a text is padded base64. Its groups are not matched one by one, for which megabytes leave a regular expression no stack. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[\d+/A-Za-z]*={0,2}$/.test(text);
}

/** Bytes that base64 stands for. */
function byteCount(text: string): number {
  return (text.length / 4) * 3 - (text.match(/=*$/)?.[0].length ?? 0);
}
