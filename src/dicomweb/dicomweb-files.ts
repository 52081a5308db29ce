import type { ReadOptions, RemoteImage, SourceFile } from "../dicom/index.ts";
import { mapBounded, number, readableModalities, text } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { FromJson } from "./dicom-json.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { chooseStudy, searchSeries } from "./dicomweb-search.ts";
import { createFrameFetcher, fetchInstance } from "./fetch-frames.ts";
import { notAnInstanceOf } from "./wanted-instance.ts";

/** Series whose metadata are fetched at the same time. */
const seriesAtATime = 4;

/**
 * Maximum metadata of a series: a base for one object with many frames, plus an amount per image. If the server does not
 * state their number, that
 * of a large series is assumed.
 */
const [mostSeriesBytes, mostImageBytes, usualMostImages] = [64 * 2 ** 20, 64 * 1024, 1000];

/** JavaScript cannot hold longer strings. */
const mostMetadataBytes = 2 ** 29 - 1024;

/**
 * The images of a study or series on a DICOMweb server, as files for readSeries, indexSeries or inspectFiles: their headers
 * (metadata) are fetched
 * now, their pixels frame by frame as needed, as the server has them stored. `address` is as for {@link
 * parseDicomWebAddress}; a search
 * must find exactly one study.
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
  const wanted = await listSeries(client, studyInstanceUID, parsed.seriesInstanceUID);
  let filesDone = 0;
  const lists = await mapBounded(
    wanted,
    seriesAtATime,
    async ({ seriesInstanceUID, imageCount = usualMostImages }) => {
      const path = `/studies/${studyInstanceUID}/series/${seriesInstanceUID}`;
      const metadata = await client.datasets(
        `${path}/metadata`,
        Math.min(mostMetadataBytes, mostSeriesBytes + imageCount * mostImageBytes),
        (dataset) => notAnInstanceOf(dataset, studyInstanceUID, seriesInstanceUID),
      );
      options.onProgress?.({
        filesDone: ++filesDone,
        filesTotal: wanted.length,
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
    `The study on ${new URL(client.root).host} has no CT, MR, PET or NM images. Open another study.`,
    { fileCount: 0 },
  );
}

/** The series whose images can be read; all of them if the server does not state modalities. */
async function listSeries(
  client: DicomWebClient,
  studyInstanceUID: string,
  wanted: string | undefined,
): Promise<readonly { seriesInstanceUID: string; imageCount?: number | undefined }[]> {
  if (wanted !== undefined) return [{ seriesInstanceUID: wanted }];
  const found = await searchSeries(client, studyInstanceUID);
  return found.filter(({ modality }) => modality === "" || readableModalities.has(modality));
}

function toFiles(client: DicomWebClient, path: string, metadata: readonly FromJson[]): SourceFile[] {
  const fetchFrames = createFrameFetcher(client);
  return metadata.map((header) => {
    const { dataset } = header;
    const name = toName(header);
    const instancePath = `${path}/instances/${text(dataset, "SOPInstanceUID")}`;
    const remote: RemoteImage = {
      header: {
        dataset,
        // Certain only once the pixels are fetched; many servers do not state it.
        transferSyntaxUID: text(dataset, "AvailableTransferSyntaxUID") ?? "",
        // Values missing from the metadata are in the instance.
        isWhole: !header.lacksBulkData,
      },
      fetchFrames: (frameIndices) => fetchFrames({ name, instancePath, dataset }, frameIndices),
    };
    return {
      name,
      remote,
      arrayBuffer: async () =>
        (await fetchInstance(client, instancePath, dataset)).slice().buffer as ArrayBuffer,
    };
  });
}

/** "series 3, image 12", for messages. */
function toName({ dataset }: FromJson): string {
  const series = number(dataset, "SeriesNumber") ?? text(dataset, "SeriesInstanceUID") ?? "?";
  const image = number(dataset, "InstanceNumber") ?? text(dataset, "SOPInstanceUID") ?? "?";
  return `series ${series}, image ${image}`;
}
