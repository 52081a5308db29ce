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
  await initCore();
  initLoader();
  await initTools();
  volumeLoader.registerUnknownVolumeLoader(
    cornerstoneStreamingImageVolumeLoader as unknown as Types.VolumeLoaderFn,
  );

  const imageIds = await Promise.all(
    files.map(async (file) => {
      const imageId = wadouri.fileManager.add(file);
      await utilities.addDicomPart10Instance(imageId, await file.arrayBuffer());
      return imageId;
    }),
  );
  const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds });

  const engine = new RenderingEngine(renderingEngineId);
  const viewports = [
    { viewportId: "axial", orientation: AXIAL },
    { viewportId: "coronal", orientation: CORONAL },
  ];
  engine.setViewports(
    viewports.map(({ viewportId, orientation }) => ({
      viewportId,
      element: document.getElementById(viewportId) as HTMLDivElement,
      type: Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { orientation },
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

  await setVolumesForViewports(
    engine,
    [{ volumeId }],
    viewports.map(({ viewportId }) => viewportId),
  );
  const loaded = new Promise((resolve) =>
    eventTarget.addEventListener(Enums.Events.IMAGE_VOLUME_LOADING_COMPLETED, resolve),
  );
  volume.load();
  await loaded;
  engine.render();
  // For the console.
  Object.assign(globalThis, { host: { core, tools, engine, group } });
  return engine;
}
