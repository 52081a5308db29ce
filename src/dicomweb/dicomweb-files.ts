import type { ReadOptions, RemoteImage, SourceFile } from "../dicom/index.ts";
import { mapBounded, number, readableModalities, text } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { FromJson } from "./dicom-json.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { chooseStudy, searchSeries } from "./dicomweb-search.ts";
import { createFrameFetcher, fetchInstance } from "./fetch-frames.ts";
import { notAnInstanceOf } from "./wanted-instance.ts";

/** Series of which the metadata are fetched at a time. */
const seriesAtATime = 4;

/**
 * Longest metadata of a series: room for one object of many frames, and for every image. Where the server does not say
 * how many there are, as many as a large series has.
 */
const [mostSeriesBytes, mostImageBytes, usualMostImages] = [64 * 2 ** 20, 64 * 1024, 1000];

/** No text that JavaScript reads is longer. */
const mostMetadataBytes = 2 ** 29 - 1024;

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

/** The series whose images can be read; all of them where the server does not say what they are. */
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
        // Known for certain only with the pixels; many servers do not say.
        transferSyntaxUID: text(dataset, "AvailableTransferSyntaxUID") ?? "",
        // Values that are not in the metadata are in the instance.
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
