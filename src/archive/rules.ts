import * as v from "valibot";
import { AutosegError } from "../errors.ts";
import { importOptional } from "./optional-packages.ts";

/** A range with both ends included; either may be left out. */
const range = v.strictObject({
  atLeast: v.optional(v.pipe(v.number(), v.minValue(0))),
  atMost: v.optional(v.pipe(v.number(), v.minValue(0))),
});

/** A regular expression, ignoring case. */
const pattern = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((text) => {
    try {
      new RegExp(text, "iu");
      return true;
    } catch {
      return false;
    }
  }, "It must be a regular expression"),
);

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);

/** What a series must be. Missing header values match any rule, except for modality and number of slices. */
const seriesRule = v.strictObject({
  /** By default the model's. */
  modality: v.optional(v.string()),
  bodyPart: v.optional(oneOrMore),
  /** By default the model's; "any" accepts all. */
  plane: v.optional(v.picklist(["axial", "coronal", "sagittal", "any"])),
  slices: v.optional(range, { atLeast: 5, atMost: 5000 }),
  sliceThicknessMm: v.optional(range),
  kernel: v.optional(pattern),
  contrast: v.optional(v.picklist(["with", "without"])),
  description: v.optional(pattern),
  notDescription: v.optional(pattern),
  derived: v.optional(v.boolean(), false),
});

/** Decides between several suitable series of a study, the first criterion that distinguishes them. */
const preferences = ["thinnest", "thickest", "soft kernel", "sharp kernel", "most slices"] as const;

const modelRule = v.strictObject({
  model: v.pipe(v.string(), v.minLength(1)),
  series: v.optional(seriesRule, {}),
  /** Whether to segment only the best series of a study, or all that match. */
  take: v.optional(v.picklist(["best", "all"]), "best"),
  prefer: v.optional(v.array(v.picklist(preferences)), ["thinnest", "soft kernel", "most slices"]),
  type: v.optional(v.picklist(["BINARY", "LABELMAP"]), "BINARY"),
  outputs: v.optional(v.array(v.picklist(["sr", "nifti"])), []),
  /** Whether the table includes the model's uncertainty, which takes extra time. */
  uncertainty: v.optional(v.boolean(), false),
  priority: v.optional(v.picklist(["urgent", "normal", "low"]), "normal"),
});

const rulesSchema = v.strictObject({
  models: v.pipe(v.array(modelRule), v.minLength(1)),
  limits: v.optional(
    v.strictObject({
      /** Maximum number of studies started per hour by all workers together. */
      perHour: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      /** When work that is not urgent may begin, in local time: "20:00-06:00". */
      hours: v.optional(v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/))),
    }),
    {},
  ),
});

/** What is segmented, with which model, and when. */
export type Rules = v.InferOutput<typeof rulesSchema>;
export type ModelRule = Rules["models"][number];
export type SeriesRule = ModelRule["series"];

/**
 * Parses rules in YAML.
 * @param name the file's name, for messages.
 * @throws AutosegError `invalid-rules` with the entry at fault; `queue-unavailable` if the YAML package is missing.
 */
export async function parseRules(text: string, name: string): Promise<Rules> {
  const { parse: parseYaml } = await importOptional("yaml", () => import("yaml"));
  let parsed: unknown;
  try {
    parsed = parseYaml(text);
  } catch (cause) {
    throw invalidRules(name, "", (cause as Error).message.split("\n")[0]!, cause);
  }
  const result = v.safeParse(rulesSchema, parsed);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalidRules(name, v.getDotPath(issue) ?? "", issue.message);
}

/** Rules that accept every series that a model is made for. */
export function rulesOf(models: readonly string[]): Rules {
  return v.parse(rulesSchema, { models: models.map((model) => ({ model })) });
}

function invalidRules(
  name: string,
  path: string,
  found: string,
  cause?: unknown,
): AutosegError<"invalid-rules"> {
  const where = path === "" ? "" : ` at ${path}`;
  return new AutosegError(
    "invalid-rules",
    `The rules in ${name} cannot be used${where}: ${found}. docs/archive.md describes them.`,
    { path },
    { cause },
  );
}
