import { cache, metaData } from "@cornerstonejs/core";
import type { OfferedSeries, OtherSeriesSource } from "../controller/index.ts";
import { describeTechnique, type SourceSeries, text } from "../dicom/index.ts";
import { readHeader } from "./host-header.ts";
import { loadImages, readLoadedImages } from "./loaded-volume.ts";

/**
 * The application's series besides the open one, for models with several input channels: those passed in as options, and the
 * volumes of Cornerstone's cache.
 * @param open id of the open volume.
 */
export function otherVolumes(
  open: () => string | undefined,
  given: readonly SourceSeries[] = [],
): OtherSeriesSource {
  const uidOf = (imageId: string | undefined): string | undefined =>
    imageId && metaData.get("generalSeriesModule", imageId)?.seriesInstanceUID;
  const cached = () => {
    // A volume still being created is listed as undefined.
    const volumes = cache.getVolumes().filter((volume) => volume !== undefined);
    const openVolume = volumes.find(({ volumeId }) => volumeId === open());
    const known = new Set<string | undefined>([
      uidOf(openVolume?.imageIds[0]),
      ...given.map(({ seriesInstanceUID }) => seriesInstanceUID),
    ]);
    // Labelmaps are volumes too, but their images belong to no series.
    return volumes.filter(({ volumeId, imageIds }) => {
      const uid = uidOf(imageIds[0]);
      return volumeId !== open() && uid !== undefined && !known.has(uid);
    });
  };
  return {
    list: () => [
      ...given.map(({ seriesInstanceUID, modality, header }) =>
        toOffered(seriesInstanceUID, modality, header),
      ),
      ...cached().map(({ volumeId, imageIds }) => {
        const header = readHeader(imageIds[0]!);
        const { modality = "" } = metaData.get("generalSeriesModule", imageIds[0]!) ?? {};
        return toOffered(volumeId, String(modality).toUpperCase(), header);
      }),
    ],
    async read(id) {
      const series = given.find(({ seriesInstanceUID }) => seriesInstanceUID === id);
      if (series) return series;
      const images = { volumeId: id, imageIds: cache.getVolume(id)!.imageIds };
      await loadImages(images);
      return readLoadedImages(images);
    },
  };
}

function toOffered(id: string, modality: string, header: SourceSeries["header"]): OfferedSeries {
  const title = [modality, text(header, "SeriesDescription")].filter(Boolean).join(" · ");
  return { id, title, modality, description: describeTechnique(header) };
}
