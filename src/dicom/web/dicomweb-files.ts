import { AutosegError, isAutosegError } from "../../errors.ts";
import { number, text } from "../dataset.ts";
import { mapBounded } from "../series/bounded.ts";
import type { ReadOptions, RemoteImage, SourceFile } from "../series/source-file.ts";
import { readableModalities } from "../sop-classes.ts";
import { type DicomJson, type FromJson, fromDicomJson } from "./dicom-json.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { chooseStudy, searchSeries } from "./dicomweb-search.ts";
import { createFrameFetcher, fetchInstance } from "./fetch-frames.ts";

/** Series of which the metadata are fetched at a time. */
const seriesAtATime = 4;

/**
 * The images of a study or series on a DICOMweb server, to be given to readSeries, indexSeries or inspectFiles like any
 * other files: their headers are here (metadata), their pixels are fetched frame by frame as they are needed, as the
 * server has them stored. `address` is as for {@link parseDicomWebAddress}; a search must find one study.
 * @throws AutosegError `dicomweb-failed`, `no-dicom-images`, `several-studies`, `invalid-argument`, `cancelled`.
 */
export async function openDicomWeb(
  address: string,
  options: DicomWebOptions & Pick<ReadOptions, "onProgress"> = {},
): Promise<readonly SourceFile[]> {
  const parsed = parseDicomWebAddress(address);
  const client = createDicomWebClient(parsed.root, {
    ...options,
    headers: { ...parsed.headers, ...options.headers },
  });
  const studyInstanceUID = await chooseStudy(client, parsed);
  const seriesInstanceUIDs = await listSeries(client, studyInstanceUID, parsed.seriesInstanceUID);
  let filesDone = 0;
  const lists = await mapBounded(
    seriesInstanceUIDs,
    seriesAtATime,
    async (seriesInstanceUID) => {
      const path = `/studies/${studyInstanceUID}/series/${seriesInstanceUID}`;
      const metadata = await client.json(`${path}/metadata`);
      options.onProgress?.({
        filesDone: ++filesDone,
        filesTotal: seriesInstanceUIDs.length,
        phase: "headers",
      });
      return toFiles(client, path, metadata);
    },
    options.signal,
  );
  const files = lists.flat();
  if (files.length > 0) return files;
  throw new AutosegError(
    "no-dicom-images",
    `The study on ${new URL(client.root).host} has no CT, MR, PT or NM images. Open another study.`,
    { fileCount: 0 },
  );
}

/** The series whose images can be read; all of them where the server does not say what they are. */
async function listSeries(
  client: DicomWebClient,
  studyInstanceUID: string,
  wanted: string | undefined,
): Promise<readonly string[]> {
  if (wanted !== undefined) return [wanted];
  const found = await searchSeries(client, studyInstanceUID);
  return found
    .filter(({ modality }) => modality === "" || readableModalities.has(modality))
    .map(({ seriesInstanceUID }) => seriesInstanceUID)
    .filter((uid) => uid !== "");
}

function toFiles(client: DicomWebClient, path: string, metadata: readonly DicomJson[]): SourceFile[] {
  const fetchFrames = createFrameFetcher(client);
  return metadata.map((json) => {
    const header = fromDicomJson(json);
    const sopInstanceUID = text(header.dataset, "SOPInstanceUID") ?? "";
    const name = toName(header);
    const instancePath = `${path}/instances/${sopInstanceUID}`;
    const remote: RemoteImage = {
      header: {
        dataset: header.dataset,
        // Known for certain only with the pixels; many servers do not say.
        transferSyntaxUID: text(header.dataset, "AvailableTransferSyntaxUID") ?? "",
        // Values that are not in the metadata are in the instance.
        isWhole: !header.lacksBulkData,
      },
      fetchFrames: (frameIndices) =>
        fetchFrames({ name, instancePath, dataset: header.dataset }, frameIndices),
    };
    return {
      name,
      remote,
      arrayBuffer: async () => {
        try {
          return (await fetchInstance(client, instancePath)).slice().buffer as ArrayBuffer;
        } catch (error) {
          if (isAutosegError(error)) throw error;
          throw new Error((error as Error).message, { cause: error });
        }
      },
    };
  });
}

/** "series 3, image 12", for messages. */
function toName({ dataset }: FromJson): string {
  const series = number(dataset, "SeriesNumber") ?? text(dataset, "SeriesInstanceUID") ?? "?";
  const image = number(dataset, "InstanceNumber") ?? text(dataset, "SOPInstanceUID") ?? "?";
  return `series ${series}, image ${image}`;
}
