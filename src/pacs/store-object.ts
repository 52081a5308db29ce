import {
  createDicomWebClient,
  type Dataset,
  type DicomWebClient,
  type DicomWebOptions,
  fetchInstance,
  fromDicomJson,
  items,
  number,
  parseDicomWebAddress,
  text,
  toMultipart,
} from "../dicom/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";

/** An object that is to be stored, and what names it. */
export interface StorableObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
}

/** Whether a server took an object, and why not. */
export type StoreAnswer =
  | { readonly isTaken: true }
  | { readonly isTaken: false; readonly status: number; readonly reason: string };

/** A server that objects are stored on and got back from. */
export interface ObjectStore {
  /** Where the object is, for reading it. */
  urlOf(object: StorableObject): string;
  /** @throws AutosegError `dicomweb-failed` when the server cannot be asked, `cancelled`. */
  store(object: StorableObject): Promise<StoreAnswer>;
  /** The object as the server has it; undefined where it has none. */
  get(object: StorableObject): Promise<Uint8Array | undefined>;
}

/** What a server's reason for a failure means (PS3.18 table I.2-2, PS3.4 table B.2-2); by the value's hexadecimal digits. */
const reasons: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^0122$/, "it does not know objects of this kind"],
  [/^0124$/, "it is not allowed to store this"],
  [/^0110$/, "it failed while processing the object"],
  [/^0111$/, "it has this object already"],
  [/^a7/, "it is out of space"],
  [/^a9/, "the object does not fit the kind it says it is"],
  [/^c/, "it cannot understand the object"],
];

/**
 * The DICOMweb server at an address (STOW-RS and WADO-RS, PS3.18 10.5 and 10.4).
 * @throws AutosegError `invalid-argument` for anything that is no address.
 */
export function createObjectStore(address: string, options: DicomWebOptions = {}): ObjectStore {
  const { root, headers } = parseDicomWebAddress(address);
  const client: DicomWebClient = createDicomWebClient(root, {
    ...options,
    headers: { ...headers, ...options.headers },
  });
  const pathOf = ({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: StorableObject) =>
    `/studies/${studyInstanceUID}/series/${seriesInstanceUID}/instances/${sopInstanceUID}`;
  return {
    urlOf: (object) => `${root}${pathOf(object)}`,
    async store(object) {
      const { status, json } = await client.send("/studies", toMultipart(object.bytes));
      const answer = json === undefined ? {} : fromDicomJson(json).dataset;
      return toAnswer(status, answer, object.sopInstanceUID);
    },
    async get(object) {
      try {
        return await fetchInstance(client, pathOf(object));
      } catch (error) {
        if (isAutosegError(error, "dicomweb-failed") && error.details.status === 404) return undefined;
        throw error;
      }
    },
  };
}

/** What the answer to a store request says of one object: taken, unless the server says that it failed. */
function toAnswer(status: number, answer: Dataset, sopInstanceUID: string): StoreAnswer {
  const failed = items(answer, "FailedSOPSequence").find(
    (item) => (text(item, "ReferencedSOPInstanceUID") ?? sopInstanceUID) === sopInstanceUID,
  );
  if (failed) {
    const code = number(failed, "FailureReason") ?? 0;
    return { isTaken: false, status, reason: describeReason(code) };
  }
  if (status >= 200 && status < 300) return { isTaken: true };
  return { isTaken: false, status, reason: `it answered HTTP ${status}` };
}

function describeReason(code: number): string {
  const digits = code.toString(16).padStart(4, "0");
  const words = reasons.find(([pattern]) => pattern.test(digits))?.[1] ?? "it gives no reason that is known";
  return `${words} (reason ${digits.toUpperCase()})`;
}

/** `found` is a clause: "it does not know objects of this kind". Says that nothing is lost, and what to do. */
export function storeFailed(
  url: string,
  found: string,
  status?: number,
  cause?: unknown,
): AutosegError<"store-failed"> {
  const advice =
    status === 401 || status === 403
      ? "Give the server's user and password, or an Authorization header, and store it again."
      : "Store it again, or save it as a file and ask who runs the server.";
  return new AutosegError(
    "store-failed",
    `The segmentation is not on ${new URL(url).host}: ${found}. Nothing is lost, it is still here. ${advice}`,
    { url, ...(status !== undefined && { status }) },
    { cause },
  );
}
