import { createLog, noMetrics, openQueue, startWorker } from "../../src/archive/index.ts";

/* Worker of the simulated archive: `QUEUE PACS CONCURRENCY REQUESTS TURNS`; 0 turns for no limit. Ends on SIGTERM. */
const [address, pacs, concurrency, requests, most] = process.argv.slice(2) as [string, string, ...string[]];
const log = createLog(() => undefined);
await using queue = await openQueue(address, log);
const turns = Number(most) > 0 ? queue.turns(pacs, Number(most)) : undefined;

const ask = async (study: string): Promise<void> => {
  const answer = await fetch(`${pacs}/${study}`);
  await answer.arrayBuffer();
};

const worker = await startWorker({
  queue,
  log,
  metrics: noMetrics,
  times: { lockMs: 5_000, stalledMs: 2_500 },
  source: { check: async () => undefined, pathsOf: async () => undefined },
  pool: {
    size: Number(concurrency),
    async run({ studyInstanceUID }) {
      for (let request = 0; request < Number(requests); request++)
        await (turns ? turns.run(() => ask(studyInstanceUID)) : ask(studyInstanceUID));
      return { kind: "done", computed: true, slices: 0, computeMs: 0 };
    },
    abort: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  },
});
await new Promise((resolve) => process.once("SIGTERM", resolve));
await worker.stop(10_000);
