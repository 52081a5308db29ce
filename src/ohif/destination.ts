import { parseDataset, type SourceSeries, text } from "../dicom/index.ts";
import { storeSegmentation } from "../dicomweb/index.ts";
import { AutosegError } from "../errors.ts";
import { t } from "../texts/index.ts";
import type { DataSource, OhifServices } from "./ohif-host.ts";

/** Where segmentations are stored. */
export interface Destination {
  /** Name shown to the user. */
  readonly name: string;
  /** @returns a sentence on what was stored. @throws AutosegError (the promise rejects) `store-failed`. */
  store(file: Blob, source: SourceSeries): Promise<string>;
}

/** A DICOMweb server chosen by the site; stored objects are read back and compared voxel by voxel. */
export function dicomWebDestination(
  address: string,
  { userAuthenticationService }: OhifServices,
): Destination {
  const url = new URL(address, globalThis.location.href);
  return {
    name: url.host,
    async store(file, source) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const headers = userAuthenticationService.getAuthorizationHeader?.() ?? {};
      const { notes } = await storeSegmentation(url.href, bytes, { source, headers });
      return [t("ohif.stored", { name: url.host }), ...notes].join(" ");
    },
  };
}

/**
 * The data source that OHIF shows studies from, if it is a DICOMweb server, with OHIF's sign-in. Checks afterwards that the
 * server has the series, since the store itself does not report objects that the server refused.
 * @returns undefined for sources that cannot store: files, JSON.
 */
export function dataSourceDestination(dataSource: DataSource | undefined): Destination | undefined {
  const { friendlyName, name, wadoRoot } = dataSource?.getConfig?.() ?? {};
  const store = dataSource?.store;
  if (!store || wadoRoot === undefined) return undefined;
  const shown = friendlyName ?? name ?? wadoRoot;
  const failed = (found: string): AutosegError<"store-failed"> =>
    new AutosegError(
      "store-failed",
      `${shown} did not store the segmentation: ${found}. Try again, or export it as a file.`,
      { url: wadoRoot, found },
    );
  return {
    name: shown,
    async store(file, { studyInstanceUID }) {
      const bytes = await file.arrayBuffer();
      const seriesInstanceUID = text(parseDataset(new Uint8Array(bytes)).dataset, "SeriesInstanceUID");
      try {
        await store.dicom(bytes);
      } catch (error) {
        throw failed(reasonOf(error));
      }
      const series = await dataSource.query.series.search(studyInstanceUID);
      if (!series.some((one) => one.seriesInstanceUid === seriesInstanceUID))
        throw failed(`the study has no series ${seriesInstanceUID} afterwards`);
      // OHIF's cached metadata of the study are out of date.
      dataSource.deleteStudyMetadataPromise?.(studyInstanceUID);
      return t("ohif.stored", { name: shown });
    },
  };
}

/** dicomweb-client rejects with an Error that has a `status`, or with the request itself. */
function reasonOf(error: unknown): string {
  const { status, message } = error as { readonly status?: number; readonly message?: string };
  return status ? `HTTP ${status}` : (message ?? String(error));
}
