import type { DicomWebOptions } from "../dicomweb/index.ts";
import { loadModel } from "../model/index.ts";
import { createSegmenter } from "../segmentation/index.ts";
import { createAuditSpool } from "./audit-spool.ts";
import type { Failure } from "./failures.ts";
import { toFailure } from "./failures.ts";
import { createFolderPlace, type FileAccess } from "./folder-archive.ts";
import { createPacsArchive } from "./pacs-archive.ts";
import { processWork, type WorkOutcome, type Workshop } from "./process-work.ts";
import { createResultRows } from "./results.ts";
import { createSharedTurns, isTurnMessage, type TurnMessage } from "./shared-turns.ts";
import type { WorkItem } from "./work-item.ts";

/** What a process that computes is told first; by message, since arguments show in lists of processes. */
export interface ComputeSetup {
  /** Address of the PACS; undefined for a folder. */
  readonly pacs?: {
    readonly url: string;
    readonly headers: NonNullable<DicomWebOptions["headers"]>;
    /** Whether it is asked in turns. */
    readonly inTurns: boolean;
  };
  /** Where rows and files go; undefined where there is no table. */
  readonly results?: string;
  /** Spool of the audit trail; undefined where there is none. */
  readonly audit?: string;
  readonly threads: number;
}

/** Messages to the process that computes, and from it. */
export type ToCompute =
  | { readonly kind: "setup"; readonly setup: ComputeSetup }
  | { readonly kind: "work"; readonly item: WorkItem; readonly paths?: readonly string[] };
export type FromCompute =
  | { readonly kind: "alive" }
  | { readonly kind: "outcome"; readonly outcome: WorkOutcome; readonly memoryBytes: number }
  | { readonly kind: "failure"; readonly failure: Failure };

/** What the program around it gives the process that computes. */
export interface ComputeHost {
  /** Where the manifest of a model lies. */
  resolveModel(name: string): Promise<string>;
  readonly files: FileAccess;
}

/** Whoever computes says so once in this time: a message for every slice would cost as much as a step of the pipeline. */
const aliveEveryMs = 1000;

/** Models kept ready at a time: each takes the memory of its weights. */
const mostModels = 3;

/**
 * Computes what it is told by messages, one piece of work after another, until the process that started it lets go of it or
 * dies. It ignores the signals that a terminal or a service manager sends to all processes: its parent decides when it ends.
 */
export function serveCompute(host: ComputeHost): Promise<never> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.on("disconnect", () => process.exit(0));
  const models = createModels(host);
  const { run: inTurn } = createSharedTurns();
  let setup: ComputeSetup | undefined;
  const send = (message: FromCompute) => process.send?.(message);
  let saidMs = Number.NEGATIVE_INFINITY;
  const sayAlive = () => {
    const nowMs = performance.now();
    if (nowMs - saidMs < aliveEveryMs) return;
    saidMs = nowMs;
    send({ kind: "alive" });
  };
  process.on("message", async (message: ToCompute | TurnMessage) => {
    if (isTurnMessage(message)) return;
    if (message.kind === "setup") {
      setup = message.setup;
      return;
    }
    try {
      const { pacs, results, audit, threads } = setup!;
      const workshop: Workshop = {
        place: pacs
          ? createPacsArchive(pacs.url, {
              headers: pacs.headers,
              onWait: sayAlive,
              ...(pacs.inTurns && { inTurn }),
            })
          : createFolderPlace(message.paths ?? [], results ?? "", host.files),
        rows: results === undefined ? undefined : createResultRows(results, host.files),
        audit: pacs && audit ? { spool: createAuditSpool(audit), archive: withoutUser(pacs.url) } : undefined,
        model: (name) => models.get(name, threads),
        onProgress: sayAlive,
      };
      const outcome = await processWork(message.item, workshop);
      send({ kind: "outcome", outcome, memoryBytes: process.memoryUsage.rss() });
    } catch (error) {
      send({ kind: "failure", failure: toFailure(error) });
    }
  });
  return new Promise(() => undefined);
}

/** An address as others may read it. */
function withoutUser(address: string): string {
  const url = new URL(address);
  url.username = url.password = "";
  return url.href;
}

/** Models that were used last, ready to run. */
function createModels(host: ComputeHost) {
  const ready = new Map<string, ReturnType<Workshop["model"]>>();
  return {
    get(name: string, threads: number): ReturnType<Workshop["model"]> {
      const opened = ready.get(name) ?? open(name, threads);
      ready.delete(name);
      ready.set(name, opened);
      opened.catch(() => ready.delete(name));
      const [oldest] = ready.keys();
      if (ready.size > mostModels && oldest !== undefined) {
        const unused = ready.get(oldest)!;
        ready.delete(oldest);
        unused.then(({ segmenter }) => segmenter[Symbol.asyncDispose]()).catch(() => undefined);
      }
      return opened;
    },
  };

  async function open(name: string, threads: number): ReturnType<Workshop["model"]> {
    const model = await loadModel(await host.resolveModel(name));
    return { model, segmenter: await createSegmenter(model, { threads }) };
  }
}
