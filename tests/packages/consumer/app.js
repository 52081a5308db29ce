/** An application as a stranger writes it: reads a study, shows it in Cornerstone3D, adds the extension and its panel. */
import * as core from "@cornerstonejs/core";
import * as tools from "@cornerstonejs/tools";
import { setAssets } from "cornerstone-autoseg";
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { readSeriesInWorkers } from "cornerstone-autoseg/dicom";
import { AutosegPanel } from "cornerstone-autoseg/panel";

const [renderingEngineId, toolGroupId, volumeId] = ["engine", "tools", "ct"];
const { AXIAL, CORONAL } = core.Enums.OrientationAxis;

async function start() {
  // The address of the page says where a server has the assets, for bundlers that do not find them.
  const folder = new URLSearchParams(location.search).get("assets");
  if (folder !== null) setAssets({ workers: `${folder}/workers/`, wasm: `${folder}/wasm/` });

  const names = await (await fetch("/study/index.json")).json();
  const files = await Promise.all(
    names.map(async (name) => new File([await (await fetch(`/study/${name}`)).arrayBuffer()], name)),
  );
  const source = await readSeriesInWorkers(files);

  await core.init();
  await tools.init();
  const { grid, voxels } = source.volume;
  core.volumeLoader.createLocalVolume(volumeId, {
    scalarData: voxels,
    dimensions: grid.size,
    spacing: grid.spacingMm,
    origin: grid.originLps,
    direction: grid.directionsLps.flat(),
    metadata: { Modality: "CT", FrameOfReferenceUID: "1.2.3", BitsAllocated: 16, PixelRepresentation: 1 },
  });
  const engine = new core.RenderingEngine(renderingEngineId);
  const viewports = { axial: AXIAL, coronal: CORONAL };
  engine.setViewports(
    Object.entries(viewports).map(([viewportId, orientation]) => ({
      viewportId,
      element: document.getElementById(viewportId),
      type: core.Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { orientation },
    })),
  );
  const group = tools.ToolGroupManager.createToolGroup(toolGroupId);
  for (const viewportId of Object.keys(viewports)) group.addViewport(viewportId, renderingEngineId);
  await core.setVolumesForViewports(engine, [{ volumeId }], Object.keys(viewports));
  engine.render();

  const panel = new AutosegPanel();
  const extension = createAutosegExtension({
    renderingEngineId,
    toolGroupId,
    models: ["/models/tiny/"],
    source,
  });
  panel.model = extension;
  document.querySelector("aside").append(panel);
  return extension;
}

// For the test that drives the page.
globalThis.starting = start();
