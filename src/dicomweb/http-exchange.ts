import { joinBytes } from "../dicom/index.ts";
import { throwIfCancelled } from "../errors.ts";

/** One request, and what its answer may cost. */
export interface Exchange {
  readonly url: string;
  /** Of the user's, such as Authorization: they go to the origin of `url` and to no other. */
  readonly userHeaders: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Posted, where there is one. */
  readonly body?: Blob | undefined;
  /** Longest answer in bytes; a longer one is given up as soon as that shows. */
  readonly mostBytes: number;
  /** How long the server may take to begin its answer, and then for every {@link progressBytes} of it. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back. The body of a GET that failed is not read. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  /** How long the server asks to be left alone (RFC 9110 10.2.3); undefined where it does not. */
  readonly retryAfterMs: number | undefined;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** An answer that another try would not change; its message is a clause, its advice a sentence. */
export class UnusableAnswer extends Error {
  readonly advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** What must arrive within the patience: a trickle of single bytes is no progress. */
const progressBytes = 64 * 1024;

/** The slowest line on which a body is still sent. */
const slowestUploadBytesPerSecond = 64 * 1024;

const mostRedirects = 5;

/**
 * Sends a request and reads its answer, within limits of bytes and time. A redirect is followed within the origin that
 * was asked, and nowhere else: what the user has sent was meant for that one.
 * @throws UnusableAnswer for a redirect to another origin, and for an answer that is too long. A plain Error, one clause
 * long, where it fails otherwise; AutosegError `cancelled`.
 */
export async function exchange(request: Exchange): Promise<Answer> {
  throwIfCancelled(request.signal);
  const { body, patienceMs, signal } = request;
  const giveUp = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waitMs = (ms: number): void => {
    clearTimeout(timer);
    const seconds = Math.ceil(ms / 1000);
    timer = setTimeout(() => giveUp.abort(new Error(`no answer within ${seconds} s`)), ms);
  };
  const either = AbortSignal.any([giveUp.signal, ...(signal ? [signal] : [])]);
  try {
    waitMs(patienceMs + ((body?.size ?? 0) / slowestUploadBytesPerSecond) * 1000);
    const response = await follow(request, either);
    const { status, statusText } = response;
    waitMs(patienceMs);
    const isWanted = response.ok || body !== undefined;
    if (!isWanted) await response.body?.cancel();
    return {
      status,
      statusText,
      contentType: response.headers.get("content-type") ?? "",
      retryAfterMs: toWaitMs(response.headers.get("retry-after")),
      body: isWanted
        ? await readBody(response, request.mostBytes, () => waitMs(patienceMs))
        : new Uint8Array(),
    };
  } catch (error) {
    throwIfCancelled(signal);
    throw giveUp.signal.aborted ? giveUp.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function follow(request: Exchange, signal: AbortSignal): Promise<Response> {
  const { body, userHeaders, headers } = request;
  const { origin } = new URL(request.url);
  const init: RequestInit = {
    ...(body && { method: "POST", body }),
    headers: { ...userHeaders, ...headers },
    signal,
  };
  let url = new URL(request.url);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { ...init, redirect: "manual" });
    if (response.type === "opaqueredirect") return followInBrowser(request, init);
    const location = isRedirect(response.status) ? response.headers.get("location") : null;
    if (location === null) return response;
    await response.body?.cancel();
    url = new URL(location, url);
    if (url.origin !== origin) throw leadsElsewhere(origin, url.origin);
    // With another status the body would be asked for instead of sent (RFC 9110 15.4).
    if (body && response.status !== 307 && response.status !== 308)
      throw new UnusableAnswer(`it redirects uploads (HTTP ${response.status})`);
    if (redirects === mostRedirects)
      throw new UnusableAnswer(`it redirects more than ${mostRedirects} times`);
  }
}

/** A browser does not tell where a redirect leads. It may follow one itself that carries nothing of the user's. */
async function followInBrowser(request: Exchange, init: RequestInit): Promise<Response> {
  const { origin } = new URL(request.url);
  if (request.body || Object.keys(request.userHeaders).length > 0)
    throw new UnusableAnswer(
      `${origin} redirects, and the browser does not say to which origin, so the request was not sent on`,
      "If you trust the address that it redirects to, use that one.",
    );
  const response = await fetch(request.url, { ...init, redirect: "follow" });
  const found = new URL(response.url).origin;
  if (found === origin) return response;
  await response.body?.cancel();
  throw leadsElsewhere(origin, found);
}

function leadsElsewhere(asked: string, found: string): UnusableAnswer {
  return new UnusableAnswer(
    `${asked} redirects to another origin, ${found}, so the request was not sent there`,
    `If you trust ${found}, use an address there instead.`,
  );
}

/** Seconds, or a date. */
function toWaitMs(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** The body piece by piece; `onProgress` is called for every {@link progressBytes} that have come. */
async function readBody(
  response: Response,
  mostBytes: number,
  onProgress: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = () =>
    new UnusableAnswer(`the answer is longer than the ${mostBytes} bytes that are allowed`);
  const stated = Number(response.headers.get("content-length") ?? 0);
  if (stated > mostBytes) {
    await response.body?.cancel();
    throw tooLong();
  }
  const pieces: Uint8Array[] = [];
  let [length, next] = [0, progressBytes];
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    pieces.push(read.value);
    length += read.value.length;
    if (length > mostBytes) {
      await reader?.cancel();
      throw tooLong();
    }
    if (length >= next) {
      onProgress();
      next = length + progressBytes;
    }
  }
  return joinBytes(pieces);
}
