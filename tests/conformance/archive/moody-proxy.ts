import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request to the archive with its body, and access to the archive's own response. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly response: ServerResponse;
  /** Forwards the request to the archive. */
  forward(): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Buffer }>;
}

/** Handles a request; true if it has been answered, or never will be. */
export type Mood = (passing: Passing) => Promise<boolean> | boolean;

/** A proxy in front of a real PACS that can misbehave. */
export interface MoodyProxy extends AsyncDisposable {
  readonly url: string;
  /** Undefined to behave normally. */
  mood: Mood | undefined;
  /** Requests so far. */
  requests: number;
}

export async function startMoodyProxy(target: string): Promise<MoodyProxy> {
  const server = createServer(async (request, response) => {
    proxy.requests++;
    const body = await readAll(request);
    const path = request.url!;
    const forward = async () => {
      const answer = await fetch(new URL(path, target), {
        method: request.method!,
        headers: headersOf(request),
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      return {
        status: answer.status,
        headers: answer.headers,
        body: Buffer.from(await answer.arrayBuffer()),
      };
    };
    const passing: Passing = { method: request.method!, path, response, forward };
    if (await proxy.mood?.(passing)) return;
    pass(response, await forward());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: MoodyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: undefined,
    requests: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** Passes a response on unchanged. */
export function pass(
  response: ServerResponse,
  { status, headers, body }: Awaited<ReturnType<Passing["forward"]>>,
): void {
  response.writeHead(status, { "content-type": headers.get("content-type") ?? "" }).end(body);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const { accept, "content-type": type } = request.headers;
  return { ...(accept !== undefined && { accept }), ...(type !== undefined && { "content-type": type }) };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
