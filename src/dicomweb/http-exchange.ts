import { joinBytes } from "../dicom/index.ts";
import { throwIfCancelled } from "../errors.ts";

/** One request, and limits for its response. */
export interface Exchange {
  readonly url: string;
  /** Headers from the user, such as Authorization: sent to the origin of `url` and no other. */
  readonly userHeaders: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** If present, it is posted. */
  readonly body?: Blob | undefined;
  /** Maximum response in bytes; a longer one is abandoned as soon as this is noticed. */
  readonly mostBytes: number;
  /** How long the server may take to begin its response, and then for every {@link progressBytes} of it. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The response. The body of a failed GET is not read. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  /** How long the server asks to wait (RFC 9110 10.2.3); undefined if it does not. */
  readonly retryAfterMs: number | undefined;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A response that a retry would not change; its message is a clause, its advice a sentence. */
export class UnusableAnswer extends Error {
  readonly advice: string | undefined;

  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** This much must arrive within the time limit: a trickle of single bytes is no progress. */
const progressBytes = 64 * 1024;

/** The slowest connection on which a body is still sent. */
const slowestUploadBytesPerSecond = 64 * 1024;

const mostRedirects = 5;

/**
 * Sends a request and reads its response, within limits of size and time. Redirects are followed only within the origin of
 * the request, since what the user sends is meant for that origin.
 * @throws UnusableAnswer for a redirect to another origin, and for a response that is too long; a plain Error, one clause
 * long, for other failures; AutosegError `cancelled`.
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
    // With another status, the redirected request would be a GET without the body (RFC 9110 15.4).
    if (body && response.status !== 307 && response.status !== 308)
      throw new UnusableAnswer(`it redirects uploads (HTTP ${response.status})`);
    if (redirects === mostRedirects)
      throw new UnusableAnswer(`it redirects more than ${mostRedirects} times`);
  }
}

/** Browsers do not reveal the target of a redirect. They may follow one themselves if the request carries nothing of the user's. */
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

/** Parses seconds, or a date. */
function toWaitMs(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** Reads the body piece by piece; `onProgress` is called for every {@link progressBytes} received. */
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
