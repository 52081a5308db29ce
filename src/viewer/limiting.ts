import type { ValueRange } from "../editing/index.ts";
import type { GridAxis } from "../regions/index.ts";
import type { ViewerState } from "./viewer-state.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** To what a person's edits are limited, besides the locks. */
export interface LimitSettings {
  /** Image values outside of which nothing changes; undefined for all. */
  readonly range: ValueRange | undefined;
  /** Whether a segment may take voxels of another one over, or only background. */
  readonly overwrites: "all" | "background";
  /** Where changes of a whole segment apply: everywhere, or on the slice of the large pane. */
  readonly operatesOn: "volume" | "slice";
}

export const noLimits: LimitSettings = { range: undefined, overwrites: "all", operatesOn: "volume" };

/** Whether an edit may be kept from doing all that it is asked for. */
export function isLimited({ limits }: ViewerState): boolean {
  return limits.range !== undefined || limits.overwrites !== "all" || limits.operatesOn !== "volume";
}

/** Limits every edit by hand to values of the image, to background, or to a slice. */
export class Limiting {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    // Values of one series say nothing of another's.
    workspace.opened.subscribe((study) => this.#apply(study, noLimits));
  }

  set(change: Partial<LimitSettings>): void {
    const { study, state } = this.#workspace;
    if (study) this.#apply(study, { ...state.limits, ...change });
  }

  /** The slice to which changes of a whole segment are limited. */
  get slice(): { readonly axis: GridAxis; readonly index: number } | undefined {
    const { state, view } = this.#workspace;
    return state.limits.operatesOn === "slice" ? view?.panes[state.mainPlane].slice : undefined;
  }

  #apply({ session }: OpenStudy, limits: LimitSettings): void {
    session.limits = {
      ...(limits.range && { range: limits.range }),
      ...(limits.overwrites === "background" && { overwrites: [0] }),
    };
    this.#workspace.store.update({ limits });
  }
}
