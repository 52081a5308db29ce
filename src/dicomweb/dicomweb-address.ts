import { AutosegError } from "../errors.ts";

/** What a DICOMweb address identifies: a server, a search on it, a study, or a series. */
export interface DicomWebAddress {
  /** Address of the service, without a slash at the end. */
  readonly root: string;
  readonly studyInstanceUID: string | undefined;
  readonly seriesInstanceUID: string | undefined;
  /** Parameters of a study search: PatientID, StudyDate, … */
  readonly query: Readonly<Record<string, string>>;
  /** Authorization for a user and password in the address, which browsers do not send themselves. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Parses an address: `https://host/dicom-web`, `…/studies?PatientID=17`, `…/studies/UID`, or `…/studies/UID/series/UID`
 * (PS3.18 8.2 and
 * 10.4.1); anything after these (metadata, instances) is ignored.
 * @throws AutosegError `invalid-argument` for anything but an http address.
 */
export function parseDicomWebAddress(address: string): DicomWebAddress {
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw notAnAddress(address, cause);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw notAnAddress(address);
  const { username, password, searchParams, origin, pathname } = url;
  const [, rootPath = "", study, series] =
    /^(.*?)(?:\/studies(?:\/([\d.]+)(?:\/series\/([\d.]+))?)?(?:\/.*)?)?\/*$/.exec(pathname) ?? [];
  return {
    root: `${origin}${rootPath.replace(/\/+$/, "")}`,
    studyInstanceUID: study,
    seriesInstanceUID: series,
    query: Object.fromEntries(searchParams),
    headers:
      username === ""
        ? {}
        : {
            Authorization: `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`,
          },
  };
}

function notAnAddress(address: string, cause?: unknown): AutosegError<"invalid-argument"> {
  return new AutosegError(
    "invalid-argument",
    `"${address}" is not the address of a DICOMweb server. Give one like https://host/dicom-web/studies/UID.`,
    { argument: "address" },
    { cause },
  );
}
