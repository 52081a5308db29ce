import { AutosegError, isAutosegError } from "../../errors.ts";
import { type Dataset, number } from "../dataset.ts";
import { parseDataset } from "../parse/parse-dataset.ts";
import { encodedFrame } from "../pixels/encoded-frame.ts";
import type { FetchedFrames } from "../series/source-file.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import type { DicomWebClient } from "./dicomweb-client.ts";
import type { Part } from "./multipart.ts";

/** Frames that are asked for in one request. */
const framesAtATime = 8;

/** Any compression, as it is stored: decoding is done here, and nothing is compressed twice. */
const anyFrames = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
const anyInstance = 'multipart/related; type="application/dicom"; transfer-syntax=*';

/** What a server without frames answers: then the whole instance is fetched. */
const noFrames: ReadonlySet<number> = new Set([400, 404, 405, 406, 415, 501]);

interface WantedInstance {
  readonly name: string;
  readonly instancePath: string;
  readonly dataset: Dataset;
}

/**
 * Fetches frames (zero-based) of instances (WADO-RS, PS3.18 10.4): frame by frame, or, where the server does not give
 * frames, as whole instances, from then on for all. A frame that fails is named.
 */
export function createFrameFetcher(client: DicomWebClient) {
  let hasFrames = true;
  return async (wanted: WantedInstance, frameIndices: readonly number[]): Promise<FetchedFrames> => {
    if (hasFrames) {
      try {
        return await fetchFrames(client, wanted, frameIndices);
      } catch (error) {
        const status = isAutosegError(error, "dicomweb-failed") ? error.details.status : undefined;
        if (status === undefined || !noFrames.has(status)) throw nameFailure(error, wanted.name);
      }
    }
    try {
      const fetched = await framesOfInstance(client, wanted, frameIndices);
      hasFrames = false;
      return fetched;
    } catch (error) {
      throw nameFailure(error, wanted.name);
    }
  };
}

async function fetchFrames(
  client: DicomWebClient,
  { name, instancePath, dataset }: WantedInstance,
  frameIndices: readonly number[],
): Promise<FetchedFrames> {
  const frames: Uint8Array[] = [];
  let transferSyntaxUID = "";
  for (let start = 0; start < frameIndices.length; start += framesAtATime) {
    const numbers = frameIndices.slice(start, start + framesAtATime).map((index) => index + 1);
    const parts = await client.parts(`${instancePath}/frames/${numbers.join(",")}`, anyFrames, (found) =>
      checkParts(found, numbers.length, dataset),
    );
    transferSyntaxUID = syntaxOf(parts[0]!);
    frames.push(...parts.map(({ body }) => body));
  }
  return { fileName: name, transferSyntaxUID, frames };
}

/** What is wrong with an answer, as a clause: the number of frames, or the length of uncompressed ones. */
function checkParts(parts: readonly Part[], count: number, dataset: Dataset): string | undefined {
  if (parts.length !== count) return `${count} frames were asked for, ${parts.length} came`;
  const bits =
    (number(dataset, "Rows") ?? 0) *
    (number(dataset, "Columns") ?? 0) *
    (number(dataset, "SamplesPerPixel") ?? 1) *
    (number(dataset, "BitsAllocated") ?? 0);
  for (const part of parts) {
    const isNative = transferSyntaxes.get(syntaxOf(part))?.codec === "native";
    if (part.body.length === 0) return "a frame of no bytes came";
    if (isNative && part.body.length < Math.ceil(bits / 8))
      return `a frame of ${Math.ceil(bits / 8)} bytes was expected, ${part.body.length} came`;
  }
  return undefined;
}

/** The transfer syntax that a part's type names; by default Explicit VR Little Endian, or the media type's own (PS3.18 8.7.3.3.2). */
function syntaxOf({ contentType }: Part): string {
  const stated = /transfer-syntax="?([\d.]+)/i.exec(contentType)?.[1];
  if (stated !== undefined) return stated;
  const mediaType = /^[\w/+.-]+/.exec(contentType.toLowerCase())?.[0] ?? "";
  return defaultSyntaxes[mediaType] ?? "1.2.840.10008.1.2.1";
}

const defaultSyntaxes: Readonly<Record<string, string>> = {
  "image/jpeg": "1.2.840.10008.1.2.4.70",
  "image/dicom-rle": "1.2.840.10008.1.2.5",
  "image/x-dicom-rle": "1.2.840.10008.1.2.5",
  "image/jls": "1.2.840.10008.1.2.4.80",
  "image/x-jls": "1.2.840.10008.1.2.4.80",
  "image/jp2": "1.2.840.10008.1.2.4.90",
  "image/jphc": "1.2.840.10008.1.2.4.201",
};

async function framesOfInstance(
  client: DicomWebClient,
  { name, instancePath }: WantedInstance,
  frameIndices: readonly number[],
): Promise<FetchedFrames> {
  const parsed = parseDataset(await fetchInstance(client, instancePath), { fileName: name });
  return {
    fileName: name,
    transferSyntaxUID: parsed.transferSyntaxUID,
    frames: frameIndices.map((index) => encodedFrame(parsed, index)),
  };
}

/** A whole instance as a Part 10 file. */
export async function fetchInstance(client: DicomWebClient, instancePath: string): Promise<Uint8Array> {
  const [part] = await client.parts(instancePath, anyInstance, (parts) =>
    parts.length === 1 ? undefined : `one instance was asked for, ${parts.length} came`,
  );
  return part!.body;
}

/** The image that could not be fetched belongs into the message: its slice would be missing. */
function nameFailure(error: unknown, name: string): unknown {
  if (!isAutosegError(error, "dicomweb-failed")) return error;
  return new AutosegError(
    "dicomweb-failed",
    `The image "${name}" could not be fetched, and without it the volume would have a hole. ${error.message}`,
    error.details,
    { cause: error },
  );
}
