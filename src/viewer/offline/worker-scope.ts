import type { BuiltFile, OfflineMessage } from "./built-files.ts";

/** The part of a service worker's global scope used here; TypeScript's own declaration excludes that of pages. */
export interface WorkerScope {
  /** Prepended to the worker's code by the build. */
  readonly builtFiles: readonly BuiltFile[];
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: {
      readonly type: "window";
      readonly includeUncontrolled: boolean;
    }): Promise<readonly { readonly url: string; postMessage(message: OfflineMessage): void }[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface WorkerEvents {
  readonly install: LastingEvent;
  readonly activate: LastingEvent;
  readonly message: LastingEvent & { readonly data: unknown };
  readonly fetch: LastingEvent & {
    readonly request: Request;
    respondWith(response: Promise<Response>): void;
  };
}
