import { defineConfig } from "vitest/config";

process.env.AUTOSEG_CORNERSTONE = "5.6.8";

/**
 * The extension in other applications on the oldest Cornerstone3D that it runs on: `npm run test:hosts`. `npm test` drives
 * the same tests on the installed one.
 */
export default defineConfig({
  test: {
    include: ["tests/e2e/{examples,hosts}.test.ts"],
    setupFiles: ["tests/equality.ts"],
    globalSetup: "tests/e2e/serve-examples.ts",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    isolate: false,
  },
});
