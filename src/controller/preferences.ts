import * as v from "valibot";
import { AutosegError } from "../errors.ts";
import type { ToolSettings } from "../tools/index.ts";
import { findSegmentFault, type Segment } from "../volume/index.ts";
import type { Memory } from "./controller-host.ts";
import { newSegment, type SegmentDraft } from "./new-segment.ts";
import type { OperationSettings } from "./state-parts.ts";

const name = "autoseg.preferences";
/** Identifies a preferences file. */
const format = "autoseg-preferences";
const version = 1;

const positive = v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(10_000));
const finite = v.pipe(v.number(), v.finite());
const word = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64));
const part = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const color = v.tuple([part, part, part]);
const code = v.strictObject({ codeValue: word, codingSchemeDesignator: word, codeMeaning: word });

const sections = {
  tools: v.partial(
    v.object({
      brushDiameterMm: positive,
      brushShape: v.picklist(["circle", "sphere"]),
      threshold: v.object({ lower: finite, upper: finite }),
      floodTolerance: positive,
      floodIn: v.picklist(["slice", "volume"]),
      isocontour: v.picklist(["percent", "suv25", "suv4", "own"]),
      isocontourPercent: v.pipe(positive, v.maxValue(100)),
      isocontourValue: positive,
      isocontourDiameterMm: positive,
      smooths: v.boolean(),
      scissors: v.picklist(["erase-inside", "erase-outside", "fill-inside", "fill-outside", "cut"]),
      scissorsThrough: v.picklist(["slice", "near", "volume"]),
      scissorsReachMm: positive,
      previews: v.boolean(),
    }),
  ),
  operations: v.partial(
    v.object({ marginMm: positive, smoothMm: positive, reachMm: positive, smallestMl: positive }),
  ),
  /** Preferences of the screen alone: layout, theme, language. */
  screen: v.record(word, v.union([word, v.boolean()])),
  /** Shortcuts that differ from the defaults, by action; an empty list for none. */
  keys: v.record(word, v.array(word)),
  windows: v.array(
    v.strictObject({ name: word, modality: word, center: finite, width: v.pipe(finite, v.minValue(1e-6)) }),
  ),
  segmentPresets: v.array(
    v.strictObject({
      name: word,
      segments: v.pipe(
        v.array(
          v.strictObject({
            label: word,
            color,
            term: v.strictObject({ type: code, category: code }),
            typeModifier: v.optional(code),
            anatomicRegion: v.optional(code),
            anatomicRegionModifier: v.optional(code),
          }),
        ),
        v.minLength(1),
        v.maxLength(255),
        v.checkItems((draft) => findSegmentFault(newSegment([], draft as SegmentDraft)) === undefined),
      ),
    }),
  ),
  /** Colours that the user chose instead of the model's, by segment label. */
  colors: v.record(word, color),
};

/** A named window for series of one modality. */
export interface NamedWindow {
  readonly name: string;
  readonly modality: string;
  readonly center: number;
  readonly width: number;
}

/** Segments that are added together. */
export interface SegmentPreset {
  readonly name: string;
  readonly segments: readonly (SegmentDraft &
    Required<Pick<SegmentDraft, "color">> &
    Pick<Segment, "anatomicRegion" | "anatomicRegionModifier">)[];
}

/** Preferences besides the settings of tools and operations. */
export interface ChosenPreferences {
  readonly screen: Readonly<Record<string, string | boolean>>;
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly windows: readonly NamedWindow[];
  readonly segmentPresets: readonly SegmentPreset[];
  readonly colors: Readonly<Record<string, Segment["color"]>>;
}

/** How the user likes to work. Contains no patient data. */
export interface Preferences extends ChosenPreferences {
  readonly tools: Partial<ToolSettings>;
  readonly operations: Partial<OperationSettings>;
}

export const noPreferences: Preferences = {
  tools: {},
  operations: {},
  screen: {},
  keys: {},
  windows: [],
  segmentPresets: [],
  colors: {},
};

/** Preferences remembered from the last visit; a missing or unreadable section has its defaults. */
export function readPreferences(memory: Memory): Preferences {
  const json = parseJson(memory.get(name));
  const kept: Record<string, unknown> = typeof json === "object" && json !== null ? { ...json } : {};
  const read = Object.entries(sections).flatMap(([section, schema]) => {
    const parsed = v.safeParse(schema as v.GenericSchema, kept[section]);
    return parsed.success ? [[section, parsed.output]] : [];
  });
  return { ...noPreferences, ...Object.fromEntries(read) };
}

export function keepPreferences(memory: Memory, preferences: Preferences): void {
  memory.set(name, JSON.stringify(preferences));
}

/** Writes preferences as a file, for another browser or a colleague. */
export function writePreferences(preferences: Preferences): string {
  return `${JSON.stringify({ format, version, ...preferences }, undefined, 2)}\n`;
}

/**
 * Reads what {@link writePreferences} wrote; a missing section has its defaults.
 * @throws AutosegError `invalid-preferences` for another kind of file, a newer version or an invalid entry.
 */
export function parsePreferences(json: string): Preferences {
  const file = parseJson(json);
  const isObject = typeof file === "object" && file !== null;
  if (!isObject || !("format" in file) || file.format !== format)
    throw invalid(
      "",
      `A preferences file has "format": "${format}"; this one does not. Choose a file that was exported here.`,
    );
  const { version: found, format: _format, ...rest } = file as Record<string, unknown>;
  if (found !== version)
    throw invalid(
      "version",
      `These preferences are of version ${JSON.stringify(found) ?? "unknown"}; this program reads version ${version}. Export them again with this program.`,
    );
  const parsed = v.safeParse(v.strictObject(optionalSections()), rest);
  if (parsed.success) return { ...noPreferences, ...(parsed.output as Partial<Preferences>) };
  const [issue] = parsed.issues;
  const path = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  throw invalid(
    path,
    `The preferences cannot be used: at ${path}, ${issue.expected ?? "another"} was expected, but ${issue.received} was found. Nothing was changed. Correct the file, or export it again.`,
  );
}

function optionalSections() {
  return Object.fromEntries(
    Object.entries(sections).map(([section, schema]) => [section, v.optional(schema as v.GenericSchema)]),
  );
}

function invalid(path: string, message: string): AutosegError<"invalid-preferences"> {
  return new AutosegError("invalid-preferences", message, { path });
}

function parseJson(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
