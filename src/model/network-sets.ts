import * as v from "valibot";
import { classesOf } from "./class-head.ts";
import { seriesOf } from "./input.ts";
import { labelEntries, labelValues } from "./label-schema.ts";
import {
  type Consensus,
  consensusSchema,
  type Network,
  networkEntries,
  networkSchema,
  outputFitsInput,
} from "./network.ts";

/** The networks of a model that has several. */
export const severalEntries = {
  networks: v.pipe(
    v.array(networkSchema),
    v.minLength(2, 'Expected two networks or more; one alone stands as "weights", "input" and "output"'),
    v.check(
      (networks) => new Set(networks.map(({ name }) => name)).size === networks.length,
      "Two networks have the same name",
    ),
    v.check(
      ([first, ...others]) => others.every(({ input }) => input.modality === first!.input.modality),
      "All networks must have the same input.modality",
    ),
    v.check(
      ([first, ...others]) => others.every(({ input }) => namesOf(input) === namesOf(first!.input)),
      "All networks must see the same input.series, in the same order",
    ),
    v.check(
      ([first, ...others]) =>
        others.every(({ input }) => sameResampling(input.resampling, first!.input.resampling)),
      "All networks must have the same input.resampling: they meet on one grid",
    ),
  ),
  consensus: consensusSchema,
};
const several = v.strictObject(severalEntries);

/** Checks the outputs of several networks against each other. */
export function sameOutputs<Whole extends v.InferOutput<typeof several>>() {
  return v.check<Whole, string>(
    ({ networks: [first, ...others], consensus }) =>
      others.every(({ output }) =>
        consensus.kind === "parts"
          ? output.activation === first!.output.activation
          : sameClasses(output, first!.output),
      ),
    "All networks must have the same activation and number of classes",
  );
}

const beforeEntries = {
  ...labelEntries,
  /** Restricts the model to the bounding box of these labels plus a margin. */
  box: v.optional(v.strictObject({ values: labelValues, marginMm: v.pipe(v.number(), v.minValue(0)) })),
};
const oneBefore = v.strictObject({ ...beforeEntries, ...networkEntries });
const severalBefore = v.strictObject({ ...beforeEntries, ...severalEntries });
const [sameSize, sameBatch, referenceWithin] = outputFitsInput<v.InferOutput<typeof oneBefore>>();

const oneBeforeSchema = v.pipe(
  oneBefore,
  sameSize,
  sameBatch,
  referenceWithin,
  v.transform(({ weights, input, output, reference, ...labels }) => ({
    ...labels,
    networks: [{ name: "before", weights, input, output, reference }] as readonly Network[],
    consensus: undefined as Consensus | undefined,
  })),
);

const severalBeforeSchema = v.pipe(
  severalBefore,
  sameOutputs<v.InferOutput<typeof severalBefore>>(),
  v.transform((before) => ({
    ...before,
    networks: before.networks as readonly Network[],
    consensus: before.consensus as Consensus | undefined,
  })),
);

/** A model that runs before another: it finds the box to examine, or labels that become channels of its input. */
export const beforeSchema = v.lazy((json) =>
  typeof json === "object" && json !== null && "networks" in json ? severalBeforeSchema : oneBeforeSchema,
);

function sameResampling(a: Network["input"]["resampling"], b: Network["input"]["resampling"]): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

function namesOf(input: Network["input"]): string {
  return JSON.stringify(seriesOf(input).map(({ name, modality }) => [name, modality]));
}

function sameClasses(a: Network["output"], b: Network["output"]): boolean {
  return a.activation === b.activation && classesOf(a) === classesOf(b);
}
