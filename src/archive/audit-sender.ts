import { createConnection, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { AutosegError } from "../errors.ts";
import { emptySpool } from "./audit-spool.ts";
import { backoffMs } from "./job-queue.ts";
import type { Log } from "./log.ts";

export interface AuditSenderOptions {
  readonly folder: string;
  /** `syslog+tls://host[:6514]` (RFC 5425), or `syslog+tcp://host[:514]` (RFC 6587) for a collector on the same machine. */
  readonly address: string;
  /** Own certificate and key, and the certificate authorities to trust. */
  readonly tls?: Pick<ConnectionOptions, "ca" | "cert" | "key">;
  readonly log: Log;
  /** Milliseconds between checks of the spool. */
  readonly everyMs?: number;
}

/**
 * Sends spooled messages until disposed of. If the repository is unavailable it is retried with growing delays, and messages
 * accumulate on disk. Syslog has no acknowledgements: data that a broken connection had already accepted may be lost.
 * @throws AutosegError `invalid-argument` for any other address.
 */
export function startAuditSender(options: AuditSenderOptions): AsyncDisposable {
  const { folder, log, everyMs = 1_000 } = options;
  const target = parseAddress(options.address);
  const ended = new AbortController();
  let socket: Promise<Socket> | undefined;

  const open = (): Promise<Socket> => {
    socket ??= new Promise<Socket>((resolve, reject) => {
      const { host, port, isTls } = target;
      const opened: Socket = isTls
        ? connectTls({ host, port, servername: host, ...options.tls }, () => resolve(opened))
        : createConnection({ host, port }, () => resolve(opened));
      opened.on("error", reject);
      opened.on("close", () => {
        socket = undefined;
        reject(new Error("closed"));
      });
      opened.unref();
    });
    return socket;
  };
  const send = async (line: Buffer): Promise<void> => {
    const opened = await open();
    await new Promise<void>((resolve, reject) => {
      // Framed with its length in bytes (RFC 5425 4.3, RFC 6587 3.4.1).
      opened.write(Buffer.concat([Buffer.from(`${line.length} `), line]), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  };
  const isEnding = () => ended.signal.aborted;
  const running = (async () => {
    for (let failures = 0; !isEnding(); ) {
      try {
        await emptySpool(folder, send);
        failures = 0;
      } catch (error) {
        log.warn("audit.away", { code: (error as NodeJS.ErrnoException).code });
        failures++;
      }
      const waitMs = failures === 0 ? everyMs : Math.min(30_000, backoffMs(failures));
      await sleep(waitMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
    // Also sends the last messages, if the repository answers.
    await emptySpool(folder, send).catch(() => log.warn("audit.away"));
    (await socket?.catch(() => undefined))?.end();
  })();
  return {
    async [Symbol.asyncDispose]() {
      ended.abort();
      await running;
    },
  };
}

function parseAddress(address: string): {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
} {
  const [, scheme, host, port] =
    /^syslog\+(tls|tcp):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(address) ?? [];
  if (host === undefined)
    throw new AutosegError(
      "invalid-argument",
      `${address} is no address of an audit repository. Give syslog+tls://HOST:6514, or syslog+tcp://HOST:514.`,
      { argument: "--audit-to" },
    );
  const isTls = scheme === "tls";
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? (isTls ? 6514 : 514)), isTls };
}
