import type { SourceSeries } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { fileForms } from "../export/index.ts";
import type { LabelMap16 } from "../volume/index.ts";

/** Label map formats, by file name. */
const forms = [
  { pattern: /\.nii\.gz$/i, form: fileForms.nifti },
  { pattern: /\.nrrd$/i, form: fileForms.nrrd },
];

/**
 * The format for a file name: NIfTI or NRRD by its ending; undefined for DICOM-SEG.
 * @throws AutosegError `segmentation-not-writable` for a DICOM-SEG of an image that was not DICOM.
 */
export function writtenForm(
  out: string,
  source: SourceSeries,
): ((labelMap: LabelMap16) => Uint8Array<ArrayBuffer>) | undefined {
  const found = forms.find(({ pattern }) => pattern.test(out));
  if (found)
    return (labelMap) => {
      const [file] = found.form.write({ labelMaps: [labelMap], source }, out);
      return file!.bytes;
    };
  if (source.fileFormat === undefined) return undefined;
  throw new AutosegError(
    "segmentation-not-writable",
    `The image is a ${source.fileFormat} file, of which no DICOM-SEG can be made. Give a result that ends in .nii.gz or .seg.nrrd with --out.`,
    {},
  );
}
