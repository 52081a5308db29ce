import { type Dataset, parseDataset } from "../dicom/index.ts";
import { isAutosegError } from "../errors.ts";
import type { DicomWebOptions } from "./dicomweb-client.ts";
import { createObjectStore, storeFailed, toStorable } from "./store-object.ts";

/**
 * Stores a structured report on a DICOMweb server unless it is there already: asks, sends, reads back and compares the
 * content. Its UIDs must be
 * derived from its content, or from what it was made from.
 * @throws AutosegError `store-failed`, `dicomweb-failed`, `cancelled`.
 */
export async function storeReport(
  address: string,
  bytes: Uint8Array<ArrayBuffer>,
  options: DicomWebOptions = {},
): Promise<void> {
  const store = createObjectStore(address, options);
  const { dataset } = parseDataset(bytes);
  const object = toStorable(bytes);
  const url = store.urlOf(object);
  const ask = async (): Promise<Uint8Array | undefined> => {
    try {
      return await store.get(object);
    } catch (error) {
      if (!isAutosegError(error, "dicomweb-failed")) throw error;
      throw storeFailed(url, error.details.found, error.details.status, error);
    }
  };
  if (await ask()) return;
  const answer = await store.store(object);
  if (answer.outcome === "refused") throw storeFailed(url, answer.reason, answer.status);
  const returned = await ask();
  if (!returned) throw storeFailed(url, "the server accepted it, but does not have it");
  if (contentOf(parseDataset(returned).dataset) !== contentOf(dataset))
    throw storeFailed(url, "the report that was returned says something else");
}

/** The content of a report and its patient, however it is encoded. */
function contentOf(dataset: Dataset): string {
  const { SOPInstanceUID, StudyInstanceUID, ContentSequence } = dataset;
  return JSON.stringify([SOPInstanceUID, StudyInstanceUID, ContentSequence]);
}
