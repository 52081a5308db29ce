import { type Dataset, items, number, parseDataset, text } from "../dicom/index.ts";
import { AutosegError, isAutosegError } from "../errors.ts";
import { parseDicomWebAddress } from "./dicomweb-address.ts";
import { createDicomWebClient, type DicomWebClient, type DicomWebOptions } from "./dicomweb-client.ts";
import { fetchAnyInstance } from "./fetch-frames.ts";
import { mostInstanceBytes } from "./frame-size.ts";
import { toMultipart } from "./multipart.ts";

/** An object to be stored, and its UIDs. */
export interface StorableObject {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
}

/** An object with its UIDs. */
export function toStorable(bytes: Uint8Array<ArrayBuffer>): StorableObject {
  const { dataset } = parseDataset(bytes);
  return {
    bytes,
    studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
  };
}

/** What a server did with an object. */
export type StoreAnswer =
  | { readonly outcome: "taken" }
  | {
      /** `held`: it may already have an object with this UID, perhaps this one if an earlier response was lost. */
      readonly outcome: "held" | "refused";
      readonly status: number;
      readonly reason: string;
      /** Whether it rejects this object, rather than being in trouble or locked. */
      readonly isOfObject: boolean;
    };

/** A server on which objects are stored, and from which they are read back. */
export interface ObjectStore {
  /** The address for reading the object. */
  urlOf(object: StorableObject): string;
  /** @throws AutosegError `dicomweb-failed` if the server cannot be reached, `cancelled`. */
  store(object: StorableObject): Promise<StoreAnswer>;
  /** The object as the server has it; undefined if it does not. */
  get(object: StorableObject): Promise<Uint8Array | undefined>;
}

/** Reasons for a SOP instance that exists already: PS3.18 table I.2-2, and that of Microsoft's server. */
const duplicateInstance: ReadonlySet<number> = new Set([0x0111, 0xb00e]);

/** What a server's failure reason means, by the value's hexadecimal digits. Not all concern the object. */
const reasons: readonly (readonly [pattern: RegExp, words: string, isOfObject: boolean])[] = [
  [/^0122$/, "it does not support this kind of object", true],
  [/^0124$/, "storing this object is not allowed", false],
  [/^0110$/, "it failed while processing the object", true],
  [/^(0111|b00e)$/, "it has this object already", false],
  [/^a7/, "it is out of space", false],
  [/^a9/, "the object does not match its SOP class", true],
  [/^c/, "it cannot understand the object", true],
];

/** HTTP statuses that reject what was sent: a bad request, its format, its type, or its content. */
const refusals: ReadonlySet<number> = new Set([400, 406, 409, 415, 422]);

/**
 * The DICOMweb server at an address (STOW-RS and WADO-RS, PS3.18 10.5 and 10.4).
 * @throws AutosegError `invalid-argument` for anything but an http address.
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
      const { status, dataset = {} } = await client.send("/studies", toMultipart(object.bytes));
      return toAnswer(status, dataset, object.sopInstanceUID);
    },
    async get(object) {
      const { dataset } = parseDataset(object.bytes, { headerOnly: true });
      const mostBytes = Math.max(mostInstanceBytes(dataset), 2 * object.bytes.length);
      try {
        return await fetchAnyInstance(client, pathOf(object), mostBytes);
      } catch (error) {
        if (isAutosegError(error, "dicomweb-failed") && error.details.status === 404) return undefined;
        throw error;
      }
    },
  };
}

/**
 * The outcome for one object in the response to a store request: taken, unless the server says that it failed. A conflict may
 * mean that it has the
 * object already, whatever the stated reason: some servers give a duplicate the reason 0110.
 */
function toAnswer(status: number, answer: Dataset, sopInstanceUID: string): StoreAnswer {
  const failed = items(answer, "FailedSOPSequence").find(
    (item) => (text(item, "ReferencedSOPInstanceUID") ?? sopInstanceUID) === sopInstanceUID,
  );
  if (failed) {
    const code = number(failed, "FailureReason") ?? 0;
    const { words, isOfObject } = describeReason(code);
    const outcome = duplicateInstance.has(code) || status === 409 ? "held" : "refused";
    return { outcome, status, reason: words, isOfObject };
  }
  if (status >= 200 && status < 300) return { outcome: "taken" };
  const reason = `it answered HTTP ${status}`;
  const outcome = status === 409 ? "held" : "refused";
  return { outcome, status, reason, isOfObject: refusals.has(status) };
}

function describeReason(code: number): { words: string; isOfObject: boolean } {
  const digits = code.toString(16).padStart(4, "0");
  const [, words, isOfObject] = reasons.find(([pattern]) => pattern.test(digits)) ?? [
    undefined,
    "it gave no known reason",
    true,
  ];
  return { words: `${words} (reason ${digits.toUpperCase()})`, isOfObject };
}

/** The error for an object that was not stored; `found` is a clause: "it does not support this kind of object". */
export function storeFailed(
  url: string,
  found: string,
  status?: number,
  cause?: unknown,
): AutosegError<"store-failed"> {
  const advice =
    status === 401 || status === 403
      ? "Provide the server's user name and password, or an Authorization header, and store it again."
      : "Store it again, or save it as a file and contact the server's administrator.";
  return new AutosegError(
    "store-failed",
    `The segmentation was not stored on ${new URL(url).host}: ${found}. Nothing is lost; it is still open here. ${advice}`,
    { url, found, ...(status !== undefined && { status }) },
    { cause },
  );
}
