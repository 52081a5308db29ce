/**
 * Faults that tests inject into a worker. Only the build of the test page prepends this file to the scripts of the
 * engine's workers.
 */
export const faultChannel = "autoseg-test-faults";

export interface Faults {
  /** Limits that graphics adapters report. */
  readonly adapterLimits?: Readonly<Record<string, number>>;
  /** Number of bytes above which WebAssembly gets no more memory. */
  readonly wasmBytes?: number;
  /** Value added to all numbers that an adapter computes. */
  readonly wrongNumbers?: boolean;
  /** The browser cannot store anything. */
  readonly fullDisk?: boolean;
  /** Timers and animation frames never fire, as in a background tab. */
  readonly frozenTimers?: boolean;
  /** A message of a worker that cannot be posted, or that arrives unreadable. Happens once. */
  readonly message?: {
    readonly worker: FaultOrder["worker"];
    readonly how: "not-posted" | "not-readable";
    /** Which message, counted from 1. */
    readonly messageNumber: number;
  };
}

/** What a test may tell all workers running a script to do at once. */
export interface FaultOrder {
  readonly worker: "autoseg-segmenter" | "autoseg-runtime";
  readonly order: "destroy-device" | "throw" | "close" | "stall";
}
