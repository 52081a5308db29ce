import type { Dataset } from "../dicom/index.ts";
import { AutosegError, isAutosegError, throwIfCancelled } from "../errors.ts";
import { type FromJson, fromDicomJson } from "./dicom-json.ts";
import { type Answer, exchange, UnusableAnswer } from "./http-exchange.ts";
import { type Part, parseMultipart } from "./multipart.ts";

export interface DicomWebOptions {
  /** Sent with every request, only to the server's own origin: `{ Authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** How long a server may take to begin a response, and then for every 64 KiB of it, in milliseconds; 60,000 by default. */
  readonly patienceMs?: number;
  /** Schedules each request, for callers that limit how many run at a time. */
  readonly inTurn?: <T>(request: () => Promise<T>) => Promise<T>;
}

/** Requests to one DICOMweb server. Paths begin with a slash and are relative to the root. */
export interface DicomWebClient {
  readonly root: string;
  /**
   * A list of data sets (QIDO-RS, metadata), once `check` accepts all of them: it returns a clause, or undefined. An empty
   * response (HTTP 204) is
   * an empty list.
   */
  datasets(
    path: string,
    mostBytes: number,
    check: (dataset: Dataset) => string | undefined,
  ): Promise<readonly FromJson[]>;
  /** The parts of a response (WADO-RS), once `check` accepts them. */
  parts(path: string, wanted: WantedParts): Promise<Part[]>;
  /** Sends a body (STOW-RS). A refusal is returned, not thrown; only temporary failures are retried, and then thrown. */
  send(path: string, body: Blob): Promise<SentAnswer>;
}

export interface WantedParts {
  readonly accept: string;
  readonly mostParts: number;
  /** Maximum size of the response. */
  readonly mostBytes: number;
  /** What is wrong with the parts, as a clause; undefined if nothing is. */
  readonly check: (parts: readonly Part[]) => string | undefined;
}

/** The server's response to a body that was sent. */
export interface SentAnswer {
  readonly status: number;
  /** Undefined if the response is not DICOM JSON. */
  readonly dataset: Dataset | undefined;
}

/** Attempts per request; the waits between them double. */
const [tries, firstWaitMs] = [3, 200];

/** If a server asks for a longer pause than this, the request is not retried: the caller may try later. */
const longestRetryAfterMs = 5_000;

const defaultPatienceMs = 60_000;

/** Maximum response to one object that was sent. */
const mostSentAnswerBytes = 2 ** 20;

/** Statuses after which a retry may succeed: too many requests, and a server or gateway in trouble. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * A client that retries failed requests, three attempts in all, and then reports what failed and why. Its requests throw
 * AutosegError
 * `dicomweb-failed`, `cancelled`.
 */
export function createDicomWebClient(
  root: string,
  { headers = {}, signal, patienceMs = defaultPatienceMs, inTurn = (request) => request() }: DicomWebOptions,
): DicomWebClient {
  const request = async <T>(
    path: string,
    { accept, mostBytes, sent }: { accept: string; mostBytes: number; sent?: Blob },
    read: (answer: Answer) => T,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      let answered: Answer | undefined;
      try {
        const answer = await inTurn(() =>
          exchange({
            url: `${root}${path}`,
            userHeaders: headers,
            headers: { Accept: accept, ...(sent && { "Content-Type": sent.type }) },
            body: sent,
            mostBytes,
            patienceMs,
            signal,
          }),
        );
        answered = answer;
        const { status } = answer;
        const isAnswer = (status >= 200 && status < 300) || (sent !== undefined && !passing.has(status));
        if (!isAnswer) throw failed(root, path, { found: describeStatus(answer), status });
        return read(answer);
      } catch (error) {
        throwIfCancelled(signal);
        if (error instanceof UnusableAnswer)
          throw failed(root, path, {
            found: error.message,
            advice: error.advice,
            isUnusable: true,
            cause: error,
          });
        const status = isAutosegError(error, "dicomweb-failed") ? error.details.status : undefined;
        const isFinal = status !== undefined && !passing.has(status);
        if (isFinal) throw error;
        const retryAfterMs = status === undefined ? undefined : answered?.retryAfterMs;
        if (attempt === tries || (retryAfterMs ?? 0) > longestRetryAfterMs) {
          const found = status === undefined ? describeFailure(error) : `HTTP ${status}`;
          throw failed(root, path, {
            found: attempt === 1 ? found : `${found}, ${attempt} times`,
            status,
            isUnusable: status === undefined && answered !== undefined,
            retryAfterMs,
            cause: error,
          });
        }
        await wait(Math.max(retryAfterMs ?? 0, firstWaitMs * 2 ** (attempt - 1)));
      }
    }
  };
  return {
    root,
    datasets: (path, mostBytes, check) =>
      request(
        path,
        { accept: "application/dicom+json, application/json;q=0.9", mostBytes },
        ({ status, body }) => (status === 204 ? [] : toDatasets(JSON.parse(toText(body)), check)),
      ),
    parts: (path, { accept, mostParts, mostBytes, check }) =>
      request(path, { accept, mostBytes }, ({ body, contentType }) => {
        const parts = parseMultipart(body, contentType, mostParts);
        const problem = check(parts);
        if (problem !== undefined) throw new Error(problem);
        return parts;
      }),
    send: (path, sent) =>
      request(
        path,
        { accept: "application/dicom+json", mostBytes: mostSentAnswerBytes, sent },
        ({ status, body }) => ({ status, dataset: toSentAnswer(body) }),
      ),
  };
}

function toText(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** Errors here are not retried: what arrived as valid JSON will not be different another time. */
function toDatasets(json: unknown, check: (dataset: Dataset) => string | undefined): readonly FromJson[] {
  if (!Array.isArray(json)) throw new UnusableAnswer("the answer is not a list of data sets");
  return json.map((entry: unknown) => {
    let converted: FromJson;
    try {
      converted = fromDicomJson(entry);
    } catch (error) {
      throw new UnusableAnswer((error as Error).message);
    }
    const problem = check(converted.dataset);
    if (problem !== undefined) throw new UnusableAnswer(problem);
    return converted;
  });
}

/** The status also says whether an object was stored; some servers say nothing else, or in another format. */
function toSentAnswer(body: Uint8Array): Dataset | undefined {
  try {
    return fromDicomJson(JSON.parse(toText(body))).dataset;
  } catch {
    return undefined;
  }
}

function failed(
  root: string,
  path: string,
  {
    found,
    status,
    advice = adviceFor(status),
    isUnusable = false,
    retryAfterMs,
    cause,
  }: {
    found: string;
    status?: number | undefined;
    isUnusable?: boolean;
    retryAfterMs?: number | undefined;
    advice?: string | undefined;
    cause?: unknown;
  },
): AutosegError<"dicomweb-failed"> {
  return new AutosegError(
    "dicomweb-failed",
    `The DICOMweb server ${new URL(root).host} did not return ${path} (${found}). ${advice}`,
    {
      url: `${root}${path}`,
      found,
      ...(status !== undefined && { status }),
      ...(isUnusable && { isUnusable: true as const }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
    { cause },
  );
}

function adviceFor(status: number | undefined): string {
  if (status === 401 || status === 403)
    return "Provide the server's user name and password, or an Authorization header.";
  return status === 404 ? "Check the address." : "Try again, or contact the server's administrator.";
}

function describeStatus({ status, statusText }: Answer): string {
  return statusText === "" ? `HTTP ${status}` : `HTTP ${status} ${statusText}`;
}

/** fetch reports only that it failed; the reason, if any, is its cause. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
