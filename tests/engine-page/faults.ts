/**
 * Faults that tests force in a worker. The build of the test page, and no other, puts this file in front of the
 * scripts of the engine's workers.
 */
export const faultChannel = "autoseg-test-faults";

export interface Faults {
  /** Limits that graphics adapters say they have. */
  readonly adapterLimits?: Readonly<Record<string, number>>;
  /** Bytes beyond which WebAssembly gets no memory. */
  readonly wasmBytes?: number;
  /** Value that is added to every number an adapter computes. */
  readonly wrongNumbers?: boolean;
  /** Nothing can be kept in the browser. */
  readonly fullDisk?: boolean;
  /** Timers and animation frames never come, as in a tab that nobody looks at. */
  readonly frozenTimers?: boolean;
  /** One message of one worker that cannot be posted, or arrives as one that cannot be read. It happens once. */
  readonly message?: {
    readonly worker: FaultOrder["worker"];
    readonly how: "not-posted" | "not-readable";
    /** Which one, counted from 1. */
    readonly messageNumber: number;
  };
}

/** What a test may tell all workers of a script to do at once. */
export interface FaultOrder {
  readonly worker: "autoseg-segmenter" | "autoseg-runtime";
  readonly order: "destroy-device" | "throw" | "close" | "stall";
}
