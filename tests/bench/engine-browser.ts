import { launchBrowser } from "../e2e/browser.ts";
import { waitForGlobal } from "../e2e/wait-for-global.ts";
import type {} from "../engine-page/page.ts";
import { serveEnginePage } from "../engine-page/serve.ts";
import { describeEngine, type Measured, type Measurement, median } from "./engine-rounds.ts";

/**
 * The same in a browser, in one page: session.run alone in a worker, the whole engine, and the naive implementation in the
 * page's thread, on WebAssembly; and the engine on WebGPU if there is a hardware adapter.
 */
export async function measureInBrowser(model: string, slices: number, rounds: number): Promise<Measurement> {
  await using served = await serveEnginePage();
  const browser = await launchBrowser({ webgpu: true, whole: true });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(served.url);
    await waitForGlobal(page, "engine");
    const found = await page.evaluate(
      async ([name, sliceCount, roundCount]) => {
        const { engine } = window;
        const given = await engine.loadModel(`/models/${name}/`);
        const volume = {
          ...engine.createPhantom(512, sliceCount),
          modality: engine.modalityOf(given.manifest),
        };
        const [graph] = engine.toGraphs(given.manifest);
        const units = [engine.createReferenceInput(graph!)];
        const raw = await engine.createBackend(given, { device: "wasm" });
        const segmenter = await engine.createWorkerSegmenter(given, { device: "wasm" });
        const naive = await engine.createNaiveSegmenter(given);
        const gpu = await engine
          .createWorkerSegmenter(given, { device: "webgpu" })
          .catch((error: Error) => error.message);
        const reports: Awaited<ReturnType<typeof segmenter.run>>["report"][] = [];
        const gpuReports: typeof reports = [];
        const ways: Record<string, () => Promise<number>> = {
          async rawWasm() {
            let ms = 0;
            for (let run = 0; run < sliceCount; run++)
              ms += (await raw.run({ graph: graph!.name, units })).computeMs;
            return ms / sliceCount;
          },
          async engineWasm() {
            const { report } = await segmenter.run(volume);
            reports.push(report);
            return report.timingsMs.total / report.units;
          },
          async naiveWasm() {
            const startedMs = performance.now();
            await naive(volume);
            return (performance.now() - startedMs) / sliceCount;
          },
        };
        if (typeof gpu !== "string") {
          ways.engineWebGpu = async () => {
            const { report } = await gpu.run(volume);
            gpuReports.push(report);
            return report.timingsMs.total / report.units;
          };
        }
        const all: Record<string, number>[] = [];
        for (let round = -1; round < roundCount; round++) {
          const ms: Record<string, number> = {};
          const names = Object.keys(ways);
          for (const way of round % 2 === 0 ? names : names.reverse()) ms[way] = await ways[way]!();
          if (round >= 0) all.push(ms);
        }
        return {
          all,
          reports: reports.slice(1),
          gpuReports: gpuReports.slice(1),
          threads: raw.provider.threads,
          noGpu: typeof gpu === "string" ? gpu : undefined,
        };
      },
      [model, slices, rounds] as const,
    );
    const simple = (way: "raw" | "naive"): Measured => {
      const msPerSlice = median(found.all.map((round) => round[`${way}Wasm`]!));
      return {
        way,
        where: "browser",
        provider: "wasm",
        precision: "float32",
        batch: 1,
        threads: found.threads,
        graphCapture: false,
        slices,
        msPerSlice,
        msPerSeries: msPerSlice * slices,
      };
    };
    return {
      rounds: found.all,
      measured: [
        simple("raw"),
        simple("naive"),
        describeEngine(found.reports, "browser"),
        ...(found.gpuReports.length > 0 ? [describeEngine(found.gpuReports, "browser")] : []),
      ],
      missing: found.noGpu === undefined ? [] : [{ provider: "webgpu in the browser", reason: found.noGpu }],
    };
  } finally {
    await browser.close();
  }
}
