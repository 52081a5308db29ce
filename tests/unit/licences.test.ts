import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findRefused, licencesFile, listPackages, toLicencesPage } from "../../scripts/licences.ts";

test("every package is under a licence that we know and may use", () => {
  expect(findRefused(listPackages())).toEqual([]);
});

test("docs/licences.md lists the packages of the lock file (npm run licences writes it)", () => {
  expect(readFileSync(licencesFile, "utf8")).toBe(toLicencesPage(listPackages()));
});

test.each([
  ["GPL-3.0-only", false],
  ["MIT AND GPL-3.0-only", false],
  ["(GPL-2.0 OR MIT)", true],
  ["(MIT OR GPL-2.0) AND GPL-2.0", false],
  ["", false],
  ["SEE LICENSE IN LICENSE", false],
])("a package under %j may be used: %s", (licence, isUsable) => {
  const refused = findRefused([{ name: "other", version: "1.0.0", licence, isForDevelopment: false }]);
  expect(refused.length === 0).toBe(isUsable);
});
