import { init as initCore, metaData } from "@cornerstonejs/core";
import { init as initTools } from "@cornerstonejs/tools";
import { provideImageMetadata } from "./image-volume.ts";

let started: Promise<void> | undefined;

/** Starts Cornerstone3D once for the page. One WebGL context for all panes: a volume lies on the GPU once. */
export function startCornerstone(): Promise<void> {
  started ??= (async () => {
    await initCore({ rendering: { webGlContextCount: 1 } } as Parameters<typeof initCore>[0]);
    initTools();
    metaData.addProvider(provideImageMetadata, 10_000);
  })();
  return started;
}
