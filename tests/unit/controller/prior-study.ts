import { toReviewRecord } from "../../../src/controller/review-record.ts";
import { readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";

export const series = await readSeries(makeSeries());
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const tumour = anySegment(1, { label: "Tumour", category: abnormality });
type Row = readonly [i: number, end: number, j: number, k: number];

/** Opens a study with these rows of voxels as tumours. */
export async function openWith(source: SourceSeries, ...rows: Row[]) {
  const made = createController();
  const study = await made.controller.context.open(source, [tumour]);
  const edit = study.session.beginEdit("hand", "draw");
  for (const [i, end, j, k] of rows) edit.setRow({ i, end, j, k }, 1);
  edit.commit();
  study.review.settle();
  return { ...made, study };
}

/** The same study a year earlier, as files, with other tumours. */
export async function priorOf(frameOfReferenceUID: string, ...rows: Row[]) {
  const header = { ...series.header, StudyDate: ["20240101"] };
  const prior = {
    ...series,
    header,
    frameOfReferenceUID,
    seriesInstanceUID: "1.2.9",
    studyInstanceUID: "1.2.8",
  };
  const { study } = await openWith(prior, ...rows);
  const bytes = writeDicomSeg([study.session.toLabelMap()], { source: prior, review: toReviewRecord(study) });
  return { prior, file: new File([bytes], "prior.dcm") };
}
