import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { named } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";
import { expectAgreement } from "./label-agreement.ts";
import { expectSameSteps } from "./predicted-steps.ts";
import type { TrainedCase } from "./trained-case.ts";

/** Real abdominal MR with its spacing; not part of this repository. */
const strips = join(
  import.meta.dirname,
  ...["..", "..", "..", "..", "shared", "data", "train", "mr-abdomen-chaos"],
);
const python = findPython("nnunetv2", "onnxconverter_common", "torch", "SimpleITK", "pydicom");
const missing =
  python.missing ??
  (existsSync(strips) ? undefined : "no ../shared/data/train/mr-abdomen-chaos") ??
  (process.env.AUTOSEG_SLOW_TESTS ? undefined : "nnU-Net trains for half an hour: AUTOSEG_SLOW_TESTS=1");

const names = ["2d-two-folds", "2d-without-mirroring", "3d-of-long-voxels", "residual-encoder"];

/**
 * Small models that nnU-Net's own trainer makes, five epochs each, against its own predictor. `AUTOSEG_NNUNET_FOLDER` names a
 * folder that what was trained is kept in, and taken from.
 */
describe.skipIf(missing)(
  named("models of nnU-Net's trainer against its predictor", python.path, missing),
  () => {
    const kept = process.env.AUTOSEG_NNUNET_FOLDER;
    const folder = kept ?? mkdtempSync(join(tmpdir(), "autoseg-trained-"));
    let cases: readonly TrainedCase[] = [];

    beforeAll(() => {
      const script = join(import.meta.dirname, "train_nnunet.py");
      const answer = execFileSync(python.path!, ["-W", "ignore", script, strips, folder], {
        maxBuffer: 2 ** 28,
        stdio: ["ignore", "pipe", "ignore"],
      });
      cases = JSON.parse(answer.toString());
    }, 7_200_000);

    afterAll(() => {
      if (kept === undefined) rmSync(folder, { recursive: true });
    });

    test.each(names)("the same steps: %s", { timeout: 1_800_000 }, async (name) => {
      const { model, dicom, steps } = cases.find((one) => one.name === name)!;
      const { volume } = await readSeries(await findInputFiles([dicom]));
      await expectSameSteps({ model: await loadModel(model), images: [volume] }, steps);
    });

    test.each(names)("the same labels: %s", { timeout: 1_800_000 }, async (name) => {
      const { model, dicom, labels } = cases.find((one) => one.name === name)!;
      const loaded = await loadModel(model);
      const { volume } = await readSeries(await findInputFiles([dicom]));
      await using segmenter = await createSegmenter(loaded);
      const { voxels } = (await segmenter.run(volume)).labelMap;
      const values = loaded.manifest.segments.map(({ value }) => value);
      expectAgreement(voxels, Buffer.from(labels, "base64"), values);
    });
  },
);
