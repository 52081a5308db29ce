import {
  cache,
  Enums,
  getRenderingEngine,
  getRenderingEngines,
  isCornerstoneInitialized,
  metaData,
  type Types,
} from "@cornerstonejs/core";
import { ToolGroupManager } from "@cornerstonejs/tools";
import { AutosegError } from "../errors.ts";
import { checkOneCornerstone } from "./cornerstone-check.ts";

/** Which of the series on screen to open; only needed if the viewports show several. */
export interface HostSeriesChoice {
  /** The series of this volume in Cornerstone's cache. */
  readonly volumeId?: string | undefined;
  readonly seriesInstanceUID?: string | undefined;
  /** The series that this viewport shows. */
  readonly viewportId?: string | undefined;
}

/** Where in the host to work: viewports of a rendering engine that show slices, as volumes or stacks. */
export interface HostPlace extends Pick<HostSeriesChoice, "volumeId" | "seriesInstanceUID"> {
  readonly renderingEngineId: string;
  /** Only viewports of these tool groups; by default all viewports of the engine. */
  readonly toolGroupId?: string | readonly string[] | undefined;
}

/** A viewport that shows slices. Video, whole-slide and 3-D viewports do not. */
export type HostViewport = Types.IVolumeViewport | Types.IStackViewport;

/** A series on screen: the images of a volume or of a stack. */
export interface ShownSeries {
  /** Undefined if only stacks show it. */
  readonly volumeId: string | undefined;
  readonly imageIds: readonly string[];
  /** At least one. */
  readonly viewports: readonly HostViewport[];
}

/** What a viewport shows: the images of its first volume, or of its stack. */
interface Shown {
  readonly viewport: HostViewport;
  readonly volumeIds: readonly string[];
  readonly imageIds: readonly string[];
}

export function isStack(viewport: { readonly type: string }): viewport is Types.IStackViewport {
  return viewport.type === Enums.ViewportType.STACK;
}

/** The tool groups to restrict to; undefined for all viewports. */
function namedToolGroups({ toolGroupId }: HostPlace): readonly string[] | undefined {
  if (toolGroupId === undefined) return undefined;
  return typeof toolGroupId === "string" ? [toolGroupId] : toolGroupId;
}

/** The viewports that show any of these images now. Empty if the engine or the tool groups are gone. */
export function viewportsWith(place: HostPlace, imageIds: ReadonlySet<string>): HostViewport[] {
  const shown = shownIn(place);
  if (shown instanceof AutosegError) return [];
  return shown
    .filter((one) => imagesOf(one).some((ids) => ids.some((id) => imageIds.has(id))))
    .map(({ viewport }) => viewport);
}

/**
 * Looks for a series to open.
 * @param preferred images of the open series, which is preferred if several are on screen.
 * @returns the series or, if the host shows none yet, the error that says what is missing.
 * @throws AutosegError `invalid-argument` if the viewports show several and none was chosen.
 */
export function findShownSeries(
  place: HostPlace,
  choice: HostSeriesChoice = {},
  preferred?: ReadonlySet<string>,
): ShownSeries | AutosegError<"invalid-argument"> {
  const all = shownIn(place);
  if (all instanceof AutosegError) return all;
  const wanted = { ...place, ...choice };
  const where = describePlace(place);
  const chosen = all.filter((shown) => isChosen(shown, choice.viewportId === undefined ? wanted : choice));
  if (chosen.length === 0) {
    const { volumeId, seriesInstanceUID, viewportId } = wanted;
    if (viewportId !== undefined)
      return wrong("viewportId", `The viewport "${viewportId}" of ${where} shows no series yet.`);
    if (volumeId !== undefined)
      return wrong(
        "volumeId",
        `No viewport of ${where} shows the volume "${volumeId}"; they show ${describeAll(all)}. Show it, or choose another.`,
      );
    return wrong(
      "seriesInstanceUID",
      `No viewport of ${where} shows the series ${seriesInstanceUID}; they show ${describeAll(all)}. Show it, or choose another.`,
    );
  }
  const groups = bySeries(chosen);
  const open = preferred && groups.find(([{ imageIds }]) => imageIds.some((id) => preferred.has(id)));
  if (!open && groups.length > 1)
    throw wrong(
      "volumeId",
      `The viewports of ${where} show ${groups.length} volumes (${describeAll(groups.map(([first]) => first))}). Choose one with volumeId or seriesInstanceUID.`,
    );
  return toShownSeries(open ?? groups[0]!, wanted.volumeId);
}

/** What the viewports show, or the error that says why there is nothing. */
function shownIn(place: HostPlace): readonly Shown[] | AutosegError<"invalid-argument"> {
  const { renderingEngineId } = place;
  checkOneCornerstone(renderingEngineId);
  if (!isCornerstoneInitialized())
    return wrong(
      "renderingEngineId",
      "Cornerstone3D is not initialised in this page. Call init() of @cornerstonejs/core and of @cornerstonejs/tools, from the same copies of the packages that this extension imports.",
    );
  const engine = getRenderingEngine(renderingEngineId);
  if (!engine) {
    const others = (getRenderingEngines() ?? []).map(({ id }) => `"${id}"`);
    return wrong(
      "renderingEngineId",
      `There is no rendering engine "${renderingEngineId}". Create it and its viewports${others.length > 0 ? `, or name the one there is: ${others.join(", ")}` : " before you use the extension"}.`,
    );
  }
  const groups = namedToolGroups(place);
  const ids = groups?.flatMap((id) => viewportIdsOf(id, renderingEngineId));
  if (groups?.every((id) => !ToolGroupManager.getToolGroup(id)))
    return wrong(
      "toolGroupId",
      `There is no tool group ${groups.map((id) => `"${id}"`).join(", ")}. Create it and add the viewports to it, or leave toolGroupId out to work in all viewports.`,
    );
  const viewports = ids
    ? [...new Set(ids)].map((id) => engine.getViewport(id) as { readonly type: string } | undefined)
    : engine.getViewports();
  const shown = viewports.flatMap((viewport) => toShown(viewport) ?? []);
  if (shown.length > 0) return shown;
  return wrong(
    "toolGroupId",
    `No viewport of ${describePlace(place)} shows a volume or a stack of images. Show a series in an orthographic or stack viewport first.`,
  );
}

function viewportIdsOf(toolGroupId: string, renderingEngineId: string): string[] {
  const infos = ToolGroupManager.getToolGroup(toolGroupId)?.getViewportsInfo() ?? [];
  return infos
    .filter((info) => info.renderingEngineId === renderingEngineId)
    .map(({ viewportId }) => viewportId);
}

function toShown(viewport: { readonly type: string } | undefined): Shown | undefined {
  if (!viewport) return undefined;
  if (isStack(viewport)) {
    const imageIds = viewport.getImageIds();
    return imageIds.length > 0 ? { viewport, volumeIds: [], imageIds } : undefined;
  }
  if (viewport.type !== Enums.ViewportType.ORTHOGRAPHIC || !("getAllVolumeIds" in viewport)) return undefined;
  const volume = viewport as unknown as Types.IVolumeViewport;
  // getAllVolumeIds also returns volumes that the viewport showed before.
  const volumeIds = volume
    .getActors()
    .flatMap(({ referencedId, representationUID }) =>
      referencedId !== undefined && representationUID === undefined && cache.getVolume(referencedId)
        ? [referencedId]
        : [],
    );
  const [first] = volumeIds;
  if (first === undefined) return undefined;
  return { viewport: volume, volumeIds, imageIds: imageIdsOfVolume(first) };
}

function imageIdsOfVolume(volumeId: string): readonly string[] {
  return cache.getVolume(volumeId)?.imageIds ?? [];
}

/** The images of each volume of a viewport, or of its stack. */
function imagesOf({ volumeIds, imageIds }: Shown): (readonly string[])[] {
  return volumeIds.length > 0 ? volumeIds.map(imageIdsOfVolume) : [imageIds];
}

function isChosen(shown: Shown, { volumeId, seriesInstanceUID, viewportId }: HostSeriesChoice): boolean {
  if (viewportId !== undefined) return shown.viewport.id === viewportId;
  if (volumeId !== undefined) {
    if (shown.volumeIds.length > 0) return shown.volumeIds.includes(volumeId);
    const images = new Set(imageIdsOfVolume(volumeId));
    return shown.imageIds.some((id) => images.has(id));
  }
  return seriesInstanceUID === undefined || seriesOf(shown) === seriesInstanceUID;
}

/** Groups viewports that show the same images; a stack of some of a volume's images belongs to that volume. */
function bySeries(shown: readonly Shown[]): [Shown, ...Shown[]][] {
  const groups: [Shown, ...Shown[]][] = [];
  // The largest first, so that a stack of few images joins the volume that contains them.
  for (const one of [...shown].sort((a, b) => b.imageIds.length - a.imageIds.length)) {
    const ids = new Set(one.imageIds);
    const group = groups.find(
      ([first]) =>
        (one.volumeIds.length > 0 && first.volumeIds[0] === one.volumeIds[0]) ||
        first.imageIds.some((id) => ids.has(id)),
    );
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

function toShownSeries(group: readonly Shown[], wantedVolumeId: string | undefined): ShownSeries {
  const volumeId =
    wantedVolumeId ?? group.find(({ volumeIds }) => volumeIds.length > 0)?.volumeIds[0] ?? undefined;
  return {
    volumeId,
    imageIds: volumeId === undefined ? group[0]!.imageIds : imageIdsOfVolume(volumeId),
    viewports: group.map(({ viewport }) => viewport),
  };
}

function describePlace(place: HostPlace): string {
  const groups = namedToolGroups(place);
  const engine = `"${place.renderingEngineId}"`;
  if (!groups) return engine;
  return `the tool group${groups.length > 1 ? "s" : ""} ${groups.map((id) => `"${id}"`).join(", ")} in ${engine}`;
}

function describeAll(shown: readonly Shown[]): string {
  const names = shown.map((one) => one.volumeIds[0] ?? `a stack of ${one.imageIds.length} images`);
  return [...new Set(names)].join(", ");
}

function seriesOf({ imageIds }: Shown): string | undefined {
  const [first] = imageIds;
  if (first === undefined) return undefined;
  return metaData.get("generalSeriesModule", first)?.seriesInstanceUID as string | undefined;
}

function wrong(
  argument: keyof HostPlace | keyof HostSeriesChoice,
  message: string,
): AutosegError<"invalid-argument"> {
  return new AutosegError("invalid-argument", message, { argument });
}
