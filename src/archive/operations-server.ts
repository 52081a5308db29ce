import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "./metrics.ts";

export interface OperationsOptions {
  readonly port: number;
  /** In a container all addresses; by default this machine only. */
  readonly host?: string;
  readonly metrics: Metrics;
  /** Whether queue and archive answer; rejects or resolves to false if not. */
  isReady(): Promise<boolean>;
}

/**
 * Serves `/metrics` (Prometheus), `/healthz` (the process answers) and `/readyz` (queue and archive answer), without
 * patient data.
 * @returns the port, and a function that stops serving.
 */
export async function serveOperations(
  options: OperationsOptions,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const { port, host = "127.0.0.1", metrics, isReady } = options;
  const server: Server = createServer(async (request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/metrics") {
      const { text, contentType } = await metrics.page();
      response.writeHead(200, { "Content-Type": contentType }).end(text);
    } else if (path === "/healthz") {
      response.writeHead(200).end("ok\n");
    } else if (path === "/readyz") {
      const ready = await isReady().catch(() => false);
      response.writeHead(ready ? 200 : 503).end(ready ? "ready\n" : "not ready\n");
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
