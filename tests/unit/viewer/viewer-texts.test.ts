import { describe, expect, it } from "vitest";
import { parseLaunchOptions } from "../../../src/viewer/launch-options.ts";

describe("parseLaunchOptions", () => {
  it("takes the study and the models beside the page unless told otherwise", () => {
    expect(parseLaunchOptions("http://localhost:5180/viewer/")).toEqual({
      study: "http://localhost:5180/viewer/study/index.json",
      models: "http://localhost:5180/viewer/models/index.json",
      dicomWeb: undefined,
      model: undefined,
      device: "auto",
      acceptSoftwareAdapter: false,
      autosave: true,
    });
  });

  it("reads the address and ignores a device there is not", () => {
    const options = parseLaunchOptions("http://x/?study=/s.json&model=m&device=abacus&software-gpu=1");
    expect(options).toMatchObject({
      study: "http://x/s.json",
      model: "m",
      device: "auto",
      acceptSoftwareAdapter: true,
    });
  });
});
