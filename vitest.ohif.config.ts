import { defineConfig } from "vitest/config";

/**
 * The plugin in released OHIFs: `npm run test:ohif`. Not part of `npm test`, since each OHIF is a download of 50 MB and runs for
 * minutes on a machine without a GPU.
 */
export default defineConfig({
  test: {
    include: ["tests/ohif/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
    isolate: false,
  },
});
