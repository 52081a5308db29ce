import { AutosegError, isAutosegError, throwIfCancelled } from "../../errors.ts";
import type { DicomJson } from "./dicom-json.ts";
import { type Part, parseMultipart } from "./multipart.ts";

export interface DicomWebOptions {
  /** Sent with every request: `{ Authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Requests to one DICOMweb server. Paths begin with a slash, behind the root. */
export interface DicomWebClient {
  readonly root: string;
  /** A list of data sets (QIDO-RS, metadata). An empty answer (HTTP 204) is an empty list. */
  json(path: string): Promise<readonly DicomJson[]>;
  /** The parts of an answer (WADO-RS), once `check` finds nothing wrong with them: it answers a clause, or undefined. */
  parts(path: string, accept: string, check: (parts: readonly Part[]) => string | undefined): Promise<Part[]>;
  /** Sends a body (STOW-RS). A refusal is an answer too: only what another try may change is asked again, and then fails. */
  send(path: string, body: Blob): Promise<SentAnswer>;
}

/** What a server says to a body that was sent. */
export interface SentAnswer {
  readonly status: number;
  /** Undefined where the answer is no DICOM JSON. */
  readonly json: DicomJson | undefined;
}

/** Tries of one request; the waits between them double. */
const [tries, firstWaitMs] = [3, 200];

/** A server that does not answer within this time is asked again. */
const patienceMs = 120_000;

/** Statuses after which another try may succeed: too many requests, and a server or gateway in trouble. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * A client that asks again when a request fails, three times in all, and then says what failed and how.
 * Its requests throw AutosegError `dicomweb-failed`, `cancelled`.
 */
export function createDicomWebClient(
  root: string,
  { headers = {}, signal }: DicomWebOptions,
): DicomWebClient {
  const request = async <T>(
    path: string,
    accept: string,
    read: (response: Response) => Promise<T>,
    sent?: Blob,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      throwIfCancelled(signal);
      try {
        const response = await fetch(`${root}${path}`, {
          ...(sent && { method: "POST", body: sent }),
          headers: { ...headers, Accept: accept, ...(sent && { "Content-Type": sent.type }) },
          signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]),
        });
        const isAnswer = response.ok || (sent !== undefined && !passing.has(response.status));
        if (!isAnswer) throw failed(root, path, describeStatus(response), response.status);
        return await read(response);
      } catch (error) {
        throwIfCancelled(signal);
        const status = isAutosegError(error, "dicomweb-failed") ? error.details.status : undefined;
        const isFinal = status !== undefined && !passing.has(status);
        if (isFinal || attempt === tries) {
          if (isFinal) throw error;
          const found = status === undefined ? describeFailure(error) : `HTTP ${status}`;
          throw failed(root, path, `${found}, ${tries} times`, status, error);
        }
        await wait(firstWaitMs * 2 ** (attempt - 1));
      }
    }
  };
  return {
    root,
    json: (path) =>
      request(path, "application/dicom+json, application/json;q=0.9", async (response) => {
        if (response.status === 204) return [];
        const list: unknown = JSON.parse(await response.text());
        if (!Array.isArray(list)) throw new Error("the answer is no list of data sets");
        return list as DicomJson[];
      }),
    parts: (path, accept, check) =>
      request(path, accept, async (response) => {
        const body = new Uint8Array(await response.arrayBuffer());
        const parts = parseMultipart(body, response.headers.get("content-type") ?? "");
        const problem = check(parts);
        if (problem !== undefined) throw new Error(problem);
        return parts;
      }),
    send: (path, body) =>
      request(
        path,
        "application/dicom+json",
        async (response) => ({ status: response.status, json: parseJson(await response.text()) }),
        body,
      ),
  };
}

function parseJson(text: string): DicomJson | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as DicomJson) : undefined;
  } catch {
    return undefined;
  }
}

function failed(
  root: string,
  path: string,
  found: string,
  status: number | undefined,
  cause?: unknown,
): AutosegError<"dicomweb-failed"> {
  const advice =
    status === 401 || status === 403
      ? "Give the server's user and password, or an Authorization header."
      : status === 404
        ? "Check the address."
        : "Try again, or ask who runs the server.";
  return new AutosegError(
    "dicomweb-failed",
    `The DICOMweb server ${new URL(root).host} did not give ${path} (${found}). ${advice}`,
    { url: `${root}${path}`, ...(status !== undefined && { status }) },
    { cause },
  );
}

function describeStatus({ status, statusText }: Response): string {
  return statusText === "" ? `HTTP ${status}` : `HTTP ${status} ${statusText}`;
}

/** fetch says only that it failed; the reason, where there is one, is its cause. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${patienceMs / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
