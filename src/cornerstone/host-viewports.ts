import { Enums, getRenderingEngine, type Types } from "@cornerstonejs/core";
import { ToolGroupManager } from "@cornerstonejs/tools";
import { AutosegError } from "../errors.ts";

/** Where in another program to work: the volume viewports of a rendering engine that share a tool group. */
export interface HostPlace {
  readonly renderingEngineId: string;
  readonly toolGroupId: string;
  /** The image volume; where it is not given, the one that the viewports show first. */
  readonly volumeId?: string;
}

/** The viewports that show a volume, at least one. */
export interface HostViewports {
  readonly volumeId: string;
  readonly viewports: readonly Types.IVolumeViewport[];
}

/**
 * Finds what the host shows.
 * @throws AutosegError `invalid-argument` when there is no such engine or tool group, when none of its viewports is an
 * orthographic volume viewport with a volume, or when they show different volumes and none was named.
 */
export function findHostViewports({ renderingEngineId, toolGroupId, volumeId }: HostPlace): HostViewports {
  const engine = getRenderingEngine(renderingEngineId);
  if (!engine)
    throw wrong(
      "renderingEngineId",
      `There is no rendering engine "${renderingEngineId}". Create it and its viewports before you use the extension.`,
    );
  const group = ToolGroupManager.getToolGroup(toolGroupId);
  if (!group)
    throw wrong(
      "toolGroupId",
      `There is no tool group "${toolGroupId}". Create it and add the viewports to it.`,
    );
  const shown = group
    .getViewportsInfo()
    .filter((info) => info.renderingEngineId === renderingEngineId)
    .flatMap((info) => {
      const viewport = toVolumeViewport(engine.getViewport(info.viewportId));
      if (!viewport) return [];
      const volumeIds = viewport.getAllVolumeIds();
      return volumeIds.length > 0 ? [{ viewport, volumeIds }] : [];
    });
  if (shown.length === 0)
    throw wrong(
      "toolGroupId",
      `No viewport of the tool group "${toolGroupId}" in "${renderingEngineId}" shows a volume. Set a volume in an orthographic viewport first.`,
    );
  const first = new Set(shown.map(({ volumeIds }) => volumeIds[0]!));
  if (volumeId === undefined && first.size > 1)
    throw wrong(
      "volumeId",
      `The viewports of the tool group "${toolGroupId}" show ${first.size} volumes (${[...first].join(", ")}). Choose one with volumeId.`,
    );
  const wanted = volumeId ?? [...first][0]!;
  const viewports = shown
    .filter(({ volumeIds }) => volumeIds.includes(wanted))
    .map(({ viewport }) => viewport);
  if (viewports.length === 0)
    throw wrong(
      "volumeId",
      `No viewport of the tool group "${toolGroupId}" shows the volume "${wanted}"; they show ${[...first].join(", ")}. Show it, or choose another.`,
    );
  return { volumeId: wanted, viewports };
}

/** Stacks, videos and 3-D views have no slices of a volume to draw on. */
function toVolumeViewport(
  viewport: { readonly type: string } | undefined,
): Types.IVolumeViewport | undefined {
  const isVolume = viewport?.type === Enums.ViewportType.ORTHOGRAPHIC && "getAllVolumeIds" in viewport;
  return isVolume ? (viewport as unknown as Types.IVolumeViewport) : undefined;
}

function wrong(argument: keyof HostPlace, message: string): AutosegError<"invalid-argument"> {
  return new AutosegError("invalid-argument", message, { argument });
}
