import type { Dataset, FetchedFrames } from "../dicom/index.ts";
import { encodedFrame, parseDataset } from "../dicom/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import type { DicomWebClient } from "./dicomweb-client.ts";
import {
  describeFrame,
  type FrameSize,
  framesAtATime,
  mostFrameBytes,
  mostInstanceBytes,
  syntaxOf,
} from "./frame-size.ts";
import type { Part } from "./multipart.ts";
import { otherImage, otherInstance } from "./wanted-instance.ts";

/** Any compression, as stored: frames are decoded here, and nothing is compressed twice. */
const anyFrames = 'multipart/related; type="application/octet-stream"; transfer-syntax=*';
const anyInstance = 'multipart/related; type="application/dicom"; transfer-syntax=*';

/** Responses of a server that does not support frames; the whole instance is fetched then. */
const noFrames: ReadonlySet<number> = new Set([400, 404, 405, 406, 415, 501]);

interface WantedInstance {
  readonly name: string;
  readonly instancePath: string;
  readonly dataset: Dataset;
}

/**
 * Fetches frames (zero-based) of instances (WADO-RS, PS3.18 10.4): frame by frame or, once the server turns out not to
 * support frames, as whole
 * instances. Errors name the frame.
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
  const size = describeFrame(dataset);
  const step = framesAtATime(size);
  let transferSyntaxUID: string | undefined;
  for (let start = 0; start < frameIndices.length; start += step) {
    const numbers = frameIndices.slice(start, start + step).map((index) => index + 1);
    const parts = await client.parts(`${instancePath}/frames/${numbers.join(",")}`, {
      accept: anyFrames,
      mostParts: numbers.length,
      mostBytes: numbers.length * mostFrameBytes(size),
      check: (found) => checkParts(found, { numbers, size, instancePath, transferSyntaxUID }),
    });
    transferSyntaxUID = syntaxOf(parts[0]!);
    frames.push(...parts.map(({ body }) => body));
  }
  return { fileName: name, transferSyntaxUID: transferSyntaxUID ?? "", frames };
}

interface AskedFrames {
  readonly numbers: readonly number[];
  readonly size: FrameSize;
  readonly instancePath: string;
  /** Of the frames fetched so far. */
  readonly transferSyntaxUID: string | undefined;
}

/** What is wrong with a response, as a clause: number of frames, instance, transfer syntax or length. */
function checkParts(
  parts: readonly Part[],
  { numbers, size, instancePath, transferSyntaxUID }: AskedFrames,
): string | undefined {
  if (parts.length !== numbers.length)
    return `${numbers.length} frames were requested, but ${parts.length} were returned`;
  const syntax = transferSyntaxUID ?? syntaxOf(parts[0]!);
  for (const [index, part] of parts.entries()) {
    const wrong = locatedElsewhere(part, instancePath, numbers[index]!) ?? size.problemOf(part);
    if (wrong !== undefined) return wrong;
    if (syntaxOf(part) !== syntax)
      return `frames of two transfer syntaxes were returned, ${syntax} and ${syntaxOf(part)}`;
  }
  return undefined;
}

/** Frames carry no UID; some servers identify them with Content-Location. */
function locatedElsewhere(
  { contentLocation }: Part,
  instancePath: string,
  frameNumber: number,
): string | undefined {
  const [, uid, frame] = /\/instances\/([\d.]+)(?:\/frames\/(\d+))?\/?$/.exec(contentLocation) ?? [];
  if (uid !== undefined && !instancePath.endsWith(`/${uid}`))
    return `a frame of the image ${uid} was returned`;
  if (frame !== undefined && Number(frame) !== frameNumber)
    return `frame ${frameNumber} was requested, but frame ${frame} was returned`;
  return undefined;
}

async function framesOfInstance(
  client: DicomWebClient,
  { name, instancePath, dataset }: WantedInstance,
  frameIndices: readonly number[],
): Promise<FetchedFrames> {
  const bytes = await fetchInstance(client, instancePath, dataset);
  const parsed = parseDataset(bytes, { fileName: name });
  return {
    fileName: name,
    transferSyntaxUID: parsed.transferSyntaxUID,
    frames: frameIndices.map((index) => encodedFrame(parsed, index)),
  };
}

/**
 * Fetches a whole instance as a Part 10 file. It must be the requested one, with the frames that its metadata stated.
 * @param metadata what is known of it: its UIDs, and the size and number of its frames.
 */
export async function fetchInstance(
  client: DicomWebClient,
  instancePath: string,
  metadata: Dataset,
): Promise<Uint8Array> {
  const body = await fetchAnyInstance(client, instancePath, mostInstanceBytes(metadata));
  const { dataset } = parseDataset(body, { fileName: instancePath, headerOnly: true });
  const other = otherInstance(dataset, metadata) ?? otherImage(dataset, metadata);
  if (other === undefined) return body;
  throw new AutosegError(
    "dicomweb-failed",
    `The DICOMweb server ${new URL(client.root).host} did not return ${instancePath} (${other}). Contact the server's administrator.`,
    { url: `${client.root}${instancePath}`, found: other, isUnusable: true },
  );
}

/** Fetches whatever a server has at the address of an instance; the caller must compare it with what it expects. */
export async function fetchAnyInstance(
  client: DicomWebClient,
  instancePath: string,
  mostBytes: number,
): Promise<Uint8Array> {
  const [part] = await client.parts(instancePath, {
    accept: anyInstance,
    mostParts: 1,
    mostBytes,
    check: (parts) =>
      parts.length === 1 ? undefined : `one instance was requested, but ${parts.length} were returned`,
  });
  return part!.body;
}

/** The message must name the image that could not be fetched: its slice would be missing. */
function nameFailure(error: unknown, name: string): unknown {
  if (!isAutosegError(error, "dicomweb-failed")) return error;
  return new AutosegError(
    "dicomweb-failed",
    `The image "${name}" could not be fetched, and without it the volume would be incomplete. ${error.message}`,
    error.details,
    { cause: error },
  );
}
