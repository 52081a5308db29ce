import { type RunReport, runNeeds } from "../segmentation/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Memory } from "./controller-host.ts";
import type { Models } from "./models.ts";

/** Estimates what the next run needs, from the speed of earlier runs on this machine. */
export class Expectation {
  readonly #context: ControllerContext;
  readonly #models: Models;
  #known: readonly unknown[] = [];

  constructor(context: ControllerContext, models: Models) {
    this.#context = context;
    this.#models = models;
    context.store.subscribe(() => {
      const { modelName, study, keptClasses, runBox, provider, report } = context.state;
      const now = [modelName, study, keptClasses, runBox, provider?.label, report];
      if (now.every((part, at) => part === this.#known[at])) return;
      const isReported = report && report !== this.#known.at(-1);
      this.#known = now;
      if (isReported) rememberSpeed(context.memory, report);
      void this.#expect(now);
    });
  }

  async #expect(now: readonly unknown[]): Promise<void> {
    const { store, study, state, memory } = this.#context;
    const { modelName, keptClasses, runBox: box, provider } = state;
    // A failure to load is reported by whoever needs the model.
    const model =
      study &&
      modelName !== undefined &&
      (await this.#models.sessions.load(modelName).catch(() => undefined));
    if (this.#known !== now) return;
    if (!model) {
      if (state.expected) store.update({ expected: undefined });
      return;
    }
    const needs = runNeeds(study.series.volume.grid, model.manifest, {
      classes: keptClasses[modelName!],
      box,
    });
    const { sha256 } = model.manifest.networks[0]!.weights[0]!;
    const unitMs = provider && readSpeeds(memory)[keyOf(sha256, provider.label)];
    const { units, slices, isAtMost, memoryBytes } = needs;
    const seconds = unitMs === undefined ? undefined : (units * unitMs) / 1000;
    store.update({ expected: { units, slices, isAtMost, memoryBytes, seconds } });
  }
}

const name = "autoseg.speeds";
/** Pairs of model and provider that are remembered; the oldest is dropped first. */
const mostKept = 50;

function keyOf(sha256: string, providerLabel: string): string {
  return `${sha256.slice(0, 16)} ${providerLabel}`;
}

/** Milliseconds per unit of work, by model and provider. */
function readSpeeds(memory: Memory): Readonly<Record<string, number>> {
  try {
    const kept: unknown = JSON.parse(memory.get(name) ?? "{}");
    const entries = Object.entries(kept ?? {}).filter(([, ms]) => typeof ms === "number" && ms > 0);
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function rememberSpeed(memory: Memory, { model, provider, units, timingsMs }: RunReport): void {
  if (units === 0) return;
  const key = keyOf(model.sha256, provider.label);
  const { [key]: _, ...others } = readSpeeds(memory);
  const unitMs = (timingsMs.compute + timingsMs.postprocess) / units;
  const kept = [...Object.entries(others), [key, unitMs] as const].slice(-mostKept);
  memory.set(name, JSON.stringify(Object.fromEntries(kept)));
}
