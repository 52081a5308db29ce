import { cache, Enums, RenderingEngine, type Types, volumeLoader } from "@cornerstonejs/core";
import {
  addTool,
  BrushTool,
  RectangleScissorsTool,
  segmentation,
  Enums as ToolEnums,
  ToolGroupManager,
  utilities,
} from "@cornerstonejs/tools";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import type { Drawing, Panes } from "./main.ts";

const planes = ["axial", "sagittal", "coronal"] as const;
const orientations = {
  axial: Enums.OrientationAxis.AXIAL,
  sagittal: Enums.OrientationAxis.SAGITTAL,
  coronal: Enums.OrientationAxis.CORONAL,
};

/** Three panes with a labelmap and the brush, as Cornerstone3D's own examples set them up. */
export async function openPlain(panes: Panes, { volume: { grid, voxels } }: SourceSeries): Promise<Drawing> {
  const engine = new RenderingEngine("plain");
  engine.setViewports(
    planes.map((plane) => ({
      viewportId: plane,
      element: panes[plane],
      type: Enums.ViewportType.ORTHOGRAPHIC,
      defaultOptions: { orientation: orientations[plane], background: [0, 0, 0] as Types.Point3 },
    })),
  );
  const image = volumeLoader.createLocalVolume("plain-image", {
    scalarData: voxels,
    dimensions: [...grid.size],
    spacing: [...grid.spacingMm],
    origin: [...grid.originLps] as Types.Point3,
    direction: grid.directionsLps.flatMap((direction) => [...direction]) as Types.Mat3,
    metadata: { FrameOfReferenceUID: "2.25.30001", Modality: "CT", voiLut: [] } as unknown as Types.Metadata,
  });
  for (const plane of planes) {
    const viewport = engine.getViewport(plane) as Types.IVolumeViewport;
    await viewport.setVolumes([{ volumeId: image.volumeId }]);
    viewport.setProperties({ voiRange: { lower: -50, upper: 150 } });
  }
  const labelmap = volumeLoader.createAndCacheDerivedLabelmapVolume(image.volumeId, {
    volumeId: "plain-labels",
  });
  const { Labelmap } = ToolEnums.SegmentationRepresentations;
  segmentation.addSegmentations([
    {
      segmentationId: "plain",
      representation: { type: Labelmap, data: { volumeId: labelmap.volumeId } },
    },
  ]);
  for (const plane of planes)
    segmentation.addLabelmapRepresentationToViewport(plane, [{ segmentationId: "plain" }]);

  for (const tool of [BrushTool, RectangleScissorsTool]) addTool(tool);
  const group = ToolGroupManager.createToolGroup("plain")!;
  for (const { toolName } of [BrushTool, RectangleScissorsTool]) group.addTool(toolName);
  for (const plane of planes) group.addViewport(plane, "plain");
  const primary = { bindings: [{ mouseButton: ToolEnums.MouseBindings.Primary }] };
  group.setToolActive(BrushTool.toolName, primary);
  // The size is the radius in mm.
  utilities.segmentation.setBrushSizeForToolGroup("plain", 15);
  engine.render();

  return {
    labels: () => labelmap.voxelManager!.getCompleteScalarDataArray?.() as Uint8Array,
    write({ labels }): void {
      labelmap.voxelManager!.setCompleteScalarDataArray?.(labels);
      segmentation.triggerSegmentationEvents.triggerSegmentationDataModified("plain");
    },
    clear(): void {
      // Only slices with labels, as tools do: replacing a whole labelmap slows down later strokes.
      const drawn = labelmap.imageIds.flatMap((imageId, slice) => {
        const labels = cache.getImage(imageId)!.voxelManager!.getScalarData() as Uint8Array;
        if (labels.every((label) => label === 0)) return [];
        labels.fill(0);
        return [slice];
      });
      segmentation.triggerSegmentationEvents.triggerSegmentationDataModified("plain", drawn);
    },
    switchTool(): void {
      group.setToolPassive(BrushTool.toolName);
      group.setToolActive(RectangleScissorsTool.toolName, primary);
      group.setToolPassive(RectangleScissorsTool.toolName);
      group.setToolActive(BrushTool.toolName, primary);
    },
  };
}
