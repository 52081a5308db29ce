import * as v from "valibot";
import type { ToolSettings } from "../tools/index.ts";
import type { Memory } from "./controller-host.ts";
import type { OperationSettings } from "./state-parts.ts";

const name = "autoseg.preferences";

const positive = v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(10_000));
const finite = v.pipe(v.number(), v.finite());

const schema = v.object({
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
});

/** How a person likes to work: settings of tools and operations. Nothing of a patient. */
export interface Preferences {
  readonly tools: Partial<ToolSettings>;
  readonly operations: Partial<OperationSettings>;
}

/** What was remembered on the last visit; nothing where that is not there, or cannot be read. */
export function readPreferences(memory: Memory): Preferences {
  const parsed = v.safeParse(schema, parseJson(memory.get(name)));
  return parsed.success ? (parsed.output as Preferences) : { tools: {}, operations: {} };
}

export function keepPreferences(memory: Memory, preferences: Preferences): void {
  memory.set(name, JSON.stringify(preferences));
}

function parseJson(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
