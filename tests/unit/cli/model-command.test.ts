import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { modelCommand } from "../../../src/cli/model-command.ts";

const fixture = join(import.meta.dirname, "..", "..", "fixtures", "models", "imported-head");

interface HeadedOutput {
  shape: number[];
  head?: { classes: number; weights: string };
}

describe("model check of an imported model whose last layer was cut off", () => {
  let folder = "";
  let written = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "autoseg-headed-"));
    cpSync(fixture, folder, { recursive: true });
    written = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const check = () => modelCommand.run(["check", folder], new AbortController().signal);
  const change = (how: (output: HeadedOutput) => void) => {
    const path = join(folder, "manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    how(manifest.output);
    writeFileSync(path, JSON.stringify(manifest));
  };
  const numbers = (count: number) => Buffer.from(new Float32Array(count).buffer).toString("base64");

  it("says that it can run", async () => {
    await check();
    expect(written).toMatch(/^imported-head 1\.0\.0 can run: liver, spleen, .*, duodenum\./);
  });

  it.each<[string, string, RegExp, (output: HeadedOutput) => void]>([
    [
      "with fewer numbers",
      "invalid-manifest",
      /"output": Its head must have 4 weights .* 7 classes.*: 140 bytes, but it has 135\./,
      ({ head }) => {
        head!.weights = head!.weights.slice(0, -8);
      },
    ],
    [
      "with classes of which there are no numbers",
      "invalid-manifest",
      /4 weights and one number more for each of 65535 classes/,
      ({ head }) => {
        head!.classes = 65535;
      },
    ],
    [
      "with fewer classes than segments",
      "invalid-manifest",
      /"segments\.5": Its channel 6 is not one of the output's 6/,
      (output) => {
        output.head = { classes: 6, weights: numbers(30) };
      },
    ],
    [
      "without it",
      "invalid-manifest",
      /"segments\.3": Its channel 4 is not one of the output's 4/,
      (output) => {
        delete output.head;
      },
    ],
    [
      "of more channels than the graph answers",
      "invalid-model",
      /"features" of model.onnx is 1 x 4 x 16 x 16 x 16, but the manifest says 1 x 5 x 16 x 16 x 16/,
      (output) => {
        output.shape[1] = 5;
        output.head = { classes: 7, weights: numbers(42) };
      },
    ],
  ])("refuses one %s", async (_, code, said, how) => {
    change(how);
    const refusal = await check().then(
      () => undefined,
      (error: unknown) => error as Error & { code: string },
    );
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(said) });
    expect(refusal!.message).not.toContain("\n");
    expect(written).not.toContain("can run");
  });
});
