/** A Cornerstone3D application as there are many, for the examples to add the extension to: two viewports of a CT, and tools. */
import * as core from "@cornerstonejs/core";
import {
  cornerstoneStreamingImageVolumeLoader,
  Enums,
  eventTarget,
  init as initCore,
  RenderingEngine,
  setVolumesForViewports,
  type Types,
  volumeLoader,
} from "@cornerstonejs/core";
import { init as initLoader, wadouri } from "@cornerstonejs/dicom-image-loader";
import { utilities } from "@cornerstonejs/metadata";
import * as tools from "@cornerstonejs/tools";
import {
  addTool,
  init as initTools,
  StackScrollTool,
  Enums as ToolEnums,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";

export const renderingEngineId = "engine";
export const toolGroupId = "tools";
export const volumeId = "ct";
const { AXIAL, CORONAL } = Enums.OrientationAxis;
const { Primary, Secondary, Wheel } = ToolEnums.MouseBindings;

/** The files of the sample study, in no order. */
export async function fetchSampleFiles(): Promise<File[]> {
  const index = new URL("study/index.json", location.href);
  const { files } = (await (await fetch(index)).json()) as { files: { name: string; url: string }[] };
  return Promise.all(
    files.map(async ({ name, url }) => {
      const response = await fetch(new URL(url, index));
      return new File([await response.arrayBuffer()], name);
    }),
  );
}

/** Shows the files as a volume, axial and coronal; resolves when all of it is loaded. */
export async function startApplication(files: readonly File[]): Promise<RenderingEngine> {
  const imageIds = await startCornerstone(files);
  const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds });
  const engine = showViewports([
    { viewportId: "axial", type: Enums.ViewportType.ORTHOGRAPHIC, defaultOptions: { orientation: AXIAL } },
    {
      viewportId: "coronal",
      type: Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { orientation: CORONAL },
    },
  ]);
  await setVolumesForViewports(engine, [{ volumeId }], ["axial", "coronal"]);
  const loaded = new Promise((resolve) =>
    eventTarget.addEventListener(Enums.Events.IMAGE_VOLUME_LOADING_COMPLETED, resolve),
  );
  volume.load();
  await loaded;
  engine.render();
  return engine;
}

/** Shows the files as a stack of images, in one viewport; those that were not scrolled to are not loaded. */
export async function startStackApplication(files: readonly File[]): Promise<RenderingEngine> {
  const imageIds = await startCornerstone(files);
  const engine = showViewports([{ viewportId: "axial", type: Enums.ViewportType.STACK }]);
  const viewport = engine.getViewport("axial") as Types.IStackViewport;
  await viewport.setStack(imageIds, imageIds.length >> 1);
  engine.render();
  return engine;
}

/** @returns the id of the image in each file. */
async function startCornerstone(files: readonly File[]): Promise<string[]> {
  await initCore();
  initLoader();
  await initTools();
  volumeLoader.registerUnknownVolumeLoader(
    cornerstoneStreamingImageVolumeLoader as unknown as Types.VolumeLoaderFn,
  );

  return Promise.all(
    files.map(async (file) => {
      const imageId = wadouri.fileManager.add(file);
      await utilities.addDicomPart10Instance(imageId, await file.arrayBuffer());
      return imageId;
    }),
  );
}

/** The viewports, and tools for their images in a tool group. */
function showViewports(viewports: readonly Omit<Types.PublicViewportInput, "element">[]): RenderingEngine {
  const engine = new RenderingEngine(renderingEngineId);
  engine.setViewports(
    viewports.map((viewport) => ({
      ...viewport,
      element: document.getElementById(viewport.viewportId) as HTMLDivElement,
    })),
  );

  const group = ToolGroupManager.createToolGroup(toolGroupId)!;
  for (const tool of [WindowLevelTool, ZoomTool, StackScrollTool]) {
    addTool(tool);
    group.addTool(tool.toolName);
  }
  for (const { viewportId } of viewports) group.addViewport(viewportId, renderingEngineId);
  group.setToolActive(WindowLevelTool.toolName, { bindings: [{ mouseButton: Primary }] });
  group.setToolActive(ZoomTool.toolName, { bindings: [{ mouseButton: Secondary }] });
  group.setToolActive(StackScrollTool.toolName, { bindings: [{ mouseButton: Wheel }] });

  // For the console.
  Object.assign(globalThis, { host: { core, tools, engine, group } });
  return engine;
}
