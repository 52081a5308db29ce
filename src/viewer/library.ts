import type { OfferedSeries } from "../controller/index.ts";
import type { CatalogStudy, ReferencedImages, SeriesCatalog, SourceSeries } from "../dicom/index.ts";
import { messageText, t } from "../texts/index.ts";
import type { LibraryStudy, LibraryVolume } from "./library-list.ts";
import { formatDate, formatName, shownText } from "./study-summary.ts";
import { type Thumbnail, toThumbnail } from "./thumbnail.ts";
import type { Workspace } from "./workspace.ts";

/** The studies, series and volumes last found, if there are several. */
export class Library {
  readonly #workspace: Workspace;
  #catalogs = new Map<string, SeriesCatalog>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get volumes(): readonly LibraryVolume[] {
    return this.#workspace.state.library.flatMap(({ series = [] }) =>
      series.flatMap(({ volumes }) => volumes),
    );
  }

  /** The open study's other volumes. */
  get besideOpen(): readonly OfferedSeries[] {
    const { library, openVolume } = this.#workspace.state;
    const volumes = library.map(({ series = [] }) => series.flatMap((one) => one.volumes));
    const study = volumes.find((all) => all.some(({ id }) => id === openVolume)) ?? [];
    return study
      .filter(({ id, problem }) => id !== openVolume && problem === undefined)
      .map(({ offered }) => offered);
  }

  find(id: string): LibraryVolume | undefined {
    return this.volumes.find((volume) => volume.id === id);
  }

  /** The volume that an object references, if it is listed. */
  findReferenced(referenced: ReferencedImages): LibraryVolume | undefined {
    for (const catalog of new Set(this.#catalogs.values())) {
      const found = catalog.findReferenced(referenced);
      if (found) return this.find(idOf(found.seriesInstanceUID, found.volumeIndex));
    }
    return undefined;
  }

  /** The catalogue that contains a series. */
  catalogOf(seriesInstanceUID: string): SeriesCatalog | undefined {
    return this.#catalogs.get(seriesInstanceUID);
  }

  /** Replaces the list by what was found. */
  list(catalog: SeriesCatalog): void {
    this.#catalogs = new Map();
    this.#show(catalog.studies.map(toStudy));
    this.#add(catalog);
  }

  /** Lists studies on a server that are known only by name. */
  listStudies(studies: readonly { readonly url: string; readonly label: string }[]): void {
    this.#catalogs = new Map();
    this.#show(
      studies.map(({ url, label }) => ({ id: url, title: shownText(label), details: "", series: undefined })),
    );
  }

  /** Adds the contents of a listed study. */
  fill(url: string, catalog: SeriesCatalog): void {
    const { library } = this.#workspace.state;
    this.#show(library.flatMap((study) => (study.id === url ? catalog.studies.map(toStudy) : [study])));
    this.#add(catalog);
  }

  /** Adds studies to those that are open and listed. */
  addStudies(catalog: SeriesCatalog): void {
    const { library, openVolume } = this.#workspace.state;
    const added = catalog.studies.map(toStudy);
    const others = library.filter(({ id }) => !added.some((study) => study.id === id));
    this.#workspace.store.update({ library: [...others, ...added], showsLibrary: true, openVolume });
    this.#add(catalog);
  }

  /** Empties the list. */
  clear(): void {
    this.#catalogs = new Map();
    this.#workspace.store.update({
      library: [],
      showsLibrary: false,
      openVolume: undefined,
      thumbnails: new Map(),
    });
  }

  /** Marks the volume on screen. */
  markOpen({ seriesInstanceUID, volumeLabel = "" }: SourceSeries): void {
    const summaries = this.#catalogs.get(seriesInstanceUID)?.studies.flatMap(({ series }) => series);
    const volumes = summaries?.find((one) => one.seriesInstanceUID === seriesInstanceUID)?.volumes ?? [];
    const volumeIndex = volumes.findIndex(({ label }) => label === volumeLabel);
    const openVolume = volumeIndex < 0 ? undefined : idOf(seriesInstanceUID, volumeIndex);
    this.#workspace.store.update({ openVolume });
  }

  #show(library: readonly LibraryStudy[]): void {
    this.#workspace.store.update({ library, showsLibrary: true, openVolume: undefined });
  }

  #add(catalog: SeriesCatalog): void {
    for (const { series } of catalog.studies)
      for (const { seriesInstanceUID } of series) this.#catalogs.set(seriesInstanceUID, catalog);
    void this.#makeThumbnails(catalog);
  }

  /** One after the other; a volume that cannot be read has no thumbnail, and reports the error when opened. */
  async #makeThumbnails(catalog: SeriesCatalog): Promise<void> {
    for (const { id, seriesInstanceUID, volumeIndex } of this.volumes) {
      if (this.#catalogs.get(seriesInstanceUID) !== catalog) continue;
      const slice = await catalog.readMiddleSlice(seriesInstanceUID, volumeIndex).catch(() => undefined);
      if (!slice || this.#catalogs.get(seriesInstanceUID) !== catalog) continue;
      const thumbnails = new Map<string, Thumbnail>([
        ...this.#workspace.state.thumbnails,
        [id, toThumbnail(slice)],
      ]);
      this.#workspace.store.update({ thumbnails });
    }
  }
}

function idOf(seriesInstanceUID: string, volumeIndex: number): string {
  return `${seriesInstanceUID} ${volumeIndex}`;
}

function titleOf({ modality, seriesNumber, description }: CatalogStudy["series"][number]): string {
  return [`${modality} ${seriesNumber ?? ""}`.trim(), shownText(description)].filter(Boolean).join(" · ");
}

function toStudy({ studyInstanceUID, patientName, date, description, series }: CatalogStudy): LibraryStudy {
  return {
    id: studyInstanceUID,
    get title() {
      return formatName(patientName) || t("study.noName");
    },
    details: [formatDate(date), shownText(description)].filter(Boolean).join(" · "),
    series: series.map((one) => {
      const { seriesInstanceUID, modality, volumes } = one;
      const title = titleOf(one);
      return {
        title,
        volumes: volumes.map(({ label, imageCount, grid, problem }, volumeIndex) => ({
          id: idOf(seriesInstanceUID, volumeIndex),
          seriesInstanceUID,
          volumeIndex,
          get title() {
            return shownText(label) || t("library.wholeSeries");
          },
          get details() {
            return grid ? grid.size.join(" × ") : t("library.images", { count: imageCount });
          },
          get problem() {
            return problem === undefined ? undefined : messageText(problem);
          },
          offered: {
            id: idOf(seriesInstanceUID, volumeIndex),
            title: [title, shownText(label)].filter(Boolean).join(" · "),
            modality,
            description: `${one.technique} ${label}`,
          },
        })),
      };
    }),
  };
}
