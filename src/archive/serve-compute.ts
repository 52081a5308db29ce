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

/** Setup of a compute process, sent as a message since arguments are visible in process lists. */
export interface ComputeSetup {
  /** URL of the PACS; undefined for a folder. */
  readonly pacs?: {
    readonly url: string;
    readonly headers: NonNullable<DicomWebOptions["headers"]>;
    /** Whether requests are limited by turns. */
    readonly inTurns: boolean;
  };
  /** Folder for rows and files; undefined without a results table. */
  readonly results?: string;
  /** Folder of the audit spool; undefined without an audit trail. */
  readonly audit?: string;
  readonly threads: number;
}

/** Messages to and from a compute process. */
export type ToCompute =
  | { readonly kind: "setup"; readonly setup: ComputeSetup }
  | { readonly kind: "work"; readonly item: WorkItem; readonly paths?: readonly string[] };
export type FromCompute =
  | { readonly kind: "alive" }
  | { readonly kind: "outcome"; readonly outcome: WorkOutcome; readonly memoryBytes: number }
  | { readonly kind: "failure"; readonly failure: Failure };

/** What the program provides to a compute process. */
export interface ComputeHost {
  /** Location of a model's manifest. */
  resolveModel(name: string): Promise<string>;
  readonly files: FileAccess;
}

/** Interval of progress messages: one per slice would cost as much as a step of the pipeline. */
const aliveEveryMs = 1000;

/** Models kept ready; each takes the memory of its weights. */
const mostModels = 3;

/**
 * Computes items received by message, one after the other, until the parent disconnects or dies. Ignores signals that a
 * terminal or service manager sends to all processes, since the parent decides when it ends.
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

/** A URL without credentials, safe to show. */
function withoutUser(address: string): string {
  const url = new URL(address);
  url.username = url.password = "";
  return url.href;
}

/** The most recently used models, ready to run. */
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
