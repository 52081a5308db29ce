import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  implementationVersionName,
  softwareVersion,
} from "../../../src/dicom-objects/common/derived-options.ts";

test("objects name the version of the package that wrote them", () => {
  const path = new URL("../../../package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
  expect(softwareVersion).toBe(version);
  expect(implementationVersionName.length).toBeLessThanOrEqual(16);
});
