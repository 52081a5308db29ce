/** Property tests try the same examples in every run: the seed is chosen in vitest.config.ts. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.AUTOSEG_SEED) });
