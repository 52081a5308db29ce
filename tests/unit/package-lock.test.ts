import { expect, test } from "vitest";
import { readText } from "./import-graph.ts";

interface Locked {
  readonly version: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** npm leaves them out now and then, and `npm ci` then refuses the lock file. */
test("the lock file holds the programs of every platform, not only of the one it was made on", () => {
  const { packages } = JSON.parse(readText("package-lock.json")) as { packages: Record<string, Locked> };
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !names.has(name)),
  );
  expect(missing).toEqual([]);
});
