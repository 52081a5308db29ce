import type { FuzzTarget } from "./fuzz-target.ts";
import { deflatedFrames } from "./targets/deflated-frames.ts";
import { dicomFile } from "./targets/dicom-file.ts";
import { dicomJson } from "./targets/dicom-json.ts";
import { dicomdir } from "./targets/dicomdir.ts";
import { htj2k } from "./targets/htj2k.ts";
import { jpeg } from "./targets/jpeg.ts";
import { jpeg2000 } from "./targets/jpeg-2000.ts";
import { jpegLossless } from "./targets/jpeg-lossless.ts";
import { jpegLs } from "./targets/jpeg-ls.ts";
import { manifest } from "./targets/manifest.ts";
import { multipart } from "./targets/multipart.ts";
import { onnx } from "./targets/onnx.ts";
import { report } from "./targets/report.ts";
import { rle } from "./targets/rle.ts";
import { rtstruct } from "./targets/rtstruct.ts";
import { seg } from "./targets/seg.ts";
import { volumeFiles } from "./targets/volume-files.ts";
import { zip } from "./targets/zip.ts";

/** Everything that `npm run fuzz` knows; the tests try some inputs of each. */
export const fuzzTargets: readonly FuzzTarget[] = [
  dicomFile,
  dicomdir,
  seg,
  rtstruct,
  report,
  volumeFiles,
  zip,
  rle,
  deflatedFrames,
  jpeg,
  jpegLossless,
  jpegLs,
  jpeg2000,
  htj2k,
  dicomJson,
  multipart,
  manifest,
  onnx,
];
