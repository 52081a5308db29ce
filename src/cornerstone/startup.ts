import { init as initCore, metaData } from "@cornerstonejs/core";
import { init as initTools } from "@cornerstonejs/tools";
import { provideImageMetadata } from "./image-volume.ts";

let started: Promise<void> | undefined;

/**
 * Starts Cornerstone3D once per page, with one WebGL context for all panes, so that a volume is on the GPU once.
 * @throws Error if the browser has no WebGL 2, without which volumes cannot be shown.
 */
export function startCornerstone(): Promise<void> {
  started ??= (async () => {
    if (!document.createElement("canvas").getContext("webgl2"))
      throw new Error(
        "This browser offers no WebGL 2, which the images need. Turn on hardware acceleration or use a current Chrome, Edge or Firefox.",
      );
    await initCore({ rendering: { webGlContextCount: 1 } } as Parameters<typeof initCore>[0]);
    initTools();
    metaData.addProvider(provideImageMetadata, 10_000);
  })();
  return started;
}
