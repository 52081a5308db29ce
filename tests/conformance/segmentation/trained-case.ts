import type { RecordedSteps } from "./predicted-steps.ts";

/** A model trained by nnU-Net (train_nnunet.py) and imported, with its predictor's labels for a series. */
export interface TrainedCase {
  readonly name: string;
  readonly model: string;
  /** Folder of the series, which none of the models was trained on. */
  readonly dicom: string;
  /** Labels of nnU-Net's predictor, bytes in base64, columns fastest. */
  readonly labels: string;
  readonly steps: RecordedSteps;
}
