import type { RecordedSteps } from "./predicted-steps.ts";

/** A model that nnU-Net trained (train_nnunet.py), imported, and what its predictor finds in a series. */
export interface TrainedCase {
  readonly name: string;
  readonly model: string;
  /** Folder of the series that none of the models has seen. */
  readonly dicom: string;
  /** Of nnU-Net's predictor, bytes in base64, columns fastest. */
  readonly labels: string;
  readonly steps: RecordedSteps;
}
