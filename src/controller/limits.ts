import type { GridAxis } from "../regions/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import type { ControllerState } from "./controller-state.ts";
import { type LimitSettings, noLimits } from "./state-parts.ts";

/** Whether any limit is set that may leave part of an edit undone. */
export function isLimited({ limits }: Pick<ControllerState, "limits">): boolean {
  return limits.range !== undefined || limits.overwrites !== "all" || limits.operatesOn !== "volume";
}

/** Limits all edits by hand to a range of image values, to background, or to a slice. */
export class Limits {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
    // A range of values from one series means nothing on another.
    context.opened.subscribe((study) => study && this.#apply(study, noLimits));
  }

  set(change: Partial<LimitSettings>): void {
    const { study, state } = this.#context;
    if (study) this.#apply(study, { ...state.limits, ...change });
  }

  /** The slice that operations on a segment are limited to; undefined for the whole volume. */
  get slice(): { readonly axis: GridAxis; readonly index: number } | undefined {
    const { state, study } = this.#context;
    return state.limits.operatesOn === "slice" ? study?.view.slice : undefined;
  }

  #apply({ session }: OpenStudy, limits: LimitSettings): void {
    session.limits = {
      ...(limits.range && { range: limits.range }),
      ...(limits.overwrites === "background" && { overwrites: [0] }),
    };
    this.#context.store.update({ limits });
  }
}
