import type { BuiltFile, OfflineMessage } from "./built-files.ts";

/** Of the global scope of a service worker, what ours uses; TypeScript's own description excludes that of pages. */
export interface WorkerScope {
  /** Written in front of the worker's code by the build. */
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
