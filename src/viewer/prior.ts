import type { PriorStudy } from "../controller/index.ts";
import { PriorView } from "../cornerstone/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import { findObjectKind } from "../dicom-objects/index.ts";
import type { Point, Vector } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import type { Display } from "./display.ts";
import type { LayoutName } from "./layouts.ts";
import type { Library } from "./library.ts";
import { readReferences, withPath } from "./study-files.ts";
import type { StudyOpening } from "./study-opening.ts";
import type { StudyReader } from "./study-reader.ts";
import { windowPresets } from "./window-presets.ts";
import type { Workspace } from "./workspace.ts";

interface PriorParts {
  readonly display: Display;
  readonly library: Library;
  readonly reader: StudyReader;
  readonly opening: StudyOpening;
}

/**
 * A prior study on screen, from files, the study list or a PACS, shown next to the open one at the same anatomical position.
 */
export class Prior {
  readonly #workspace: Workspace;
  readonly #parts: PriorParts;
  #view: PriorView | undefined;
  #shown: PriorStudy | undefined;
  #layoutBefore: LayoutName = "mpr";
  /** The current study was fitted to its pane before the prior one was opened. */
  #wasFitted = false;
  /** One of the studies is following the other. */
  #isFollowing = false;
  /** The prior study is moving to its initial position, which the current one must not follow. */
  #isOpening = false;
  #opening: Promise<void> = Promise.resolve();

  constructor(workspace: Workspace, parts: PriorParts) {
    const { display } = parts;
    this.#workspace = workspace;
    this.#parts = parts;
    workspace.controller.followUp.opened.subscribe((prior) => {
      const { state } = workspace;
      if (prior && state.layout !== "prior") {
        this.#layoutBefore = state.layout;
        this.#wasFitted = this.#mainPane?.isFitted ?? false;
      }
      if (prior) display.setLayout("prior");
      else if (state.layout === "prior") {
        display.setLayout(this.#layoutBefore);
        if (this.#wasFitted) this.#mainPane?.fit();
      }
      if (!prior) this.#view?.close();
      this.#shown = undefined;
    });
    workspace.moved.subscribe((plane) => plane === workspace.state.mainPlane && this.#follow());
  }

  /** The view of the prior study; undefined before it is on screen. */
  get view(): PriorView | undefined {
    return this.#view?.pane && this.#view;
  }

  /** Opens the images among files as the prior study, with the segmentation among them. */
  async openFiles(files: readonly File[]): Promise<void> {
    const { notices } = this.#workspace;
    await notices.attempt(async () => {
      const kinds = await Promise.all(files.map((file) => findObjectKind(file).catch(() => undefined)));
      const images = files.filter((_, index) => kinds[index] === undefined).map(withPath);
      const segments = files.find((_, index) => kinds[index] !== undefined && kinds[index] !== "report");
      if (images.length === 0) {
        notices.notify("error", t("followUp.noImages"));
        return;
      }
      await this.#read(images, segments);
    });
  }

  /** Opens a listed volume as the prior study, with the segmentation that came with it. */
  async openVolume(id: string): Promise<void> {
    const { library, reader, opening } = this.#parts;
    const volume = library.find(id);
    if (!volume || !this.#workspace.study) return;
    const segments = await opening.waitingFor(id);
    await reader.readAlong(volume, (series) => this.#show(series, segments));
  }

  /** Opens a study on a DICOMweb server as the prior one, with one of its objects. */
  async openDicomWeb(address: string, object?: File): Promise<void> {
    if (this.#workspace.study) await this.#read(address, object);
  }

  async #read(source: readonly File[] | string, segments: File | undefined): Promise<void> {
    const referenced = segments && (await readReferences(segments));
    const reading = await this.#parts.reader.readBeside(
      source,
      (series) => this.#show(series, segments),
      referenced,
    );
    if (reading === "listed") this.#workspace.notices.notify("info", t("followUp.chooseSeries"));
  }

  #show(series: SourceSeries, segments: File | undefined): Promise<void> {
    return this.#workspace.controller.followUp.open(series, segments);
  }

  /** Shows the prior study in an element that is on screen, in the main pane's plane. */
  async show(element: HTMLDivElement): Promise<void> {
    const { controller, state } = this.#workspace;
    const { prior } = controller.followUp;
    if (!prior) return;
    this.#view ??= this.#create(element);
    const view = this.#view;
    if (this.#shown !== prior) {
      this.#shown = prior;
      const last = this.#opening;
      this.#opening = (async () => {
        await last;
        this.#isOpening = true;
        try {
          await view.open(prior.series, prior.session, state.mainPlane);
        } finally {
          this.#isOpening = false;
        }
        const isAlike = prior.series.modality === state.study?.modality;
        view.setWindow(isAlike ? state.window : windowPresets(prior.series)[0]!, state.isInverse);
        this.#follow();
      })();
      await this.#opening;
    } else if (view.pane) {
      view.showPlane(state.mainPlane);
      if (prior.series.modality === state.study?.modality) view.setWindow(state.window, state.isInverse);
    }
  }

  /** Aligns both studies at the positions they show now. */
  linkHere(): void {
    const [main, prior] = [this.#mainPane, this.#view?.pane];
    if (main && prior) this.#workspace.controller.followUp.alignAt(main.centreLps, prior.centreLps);
  }

  /** Shows a lesion of the prior study, and the same position in the current one. */
  goTo(findingId: number): void {
    const { prior } = this.#workspace.controller.followUp;
    const finding = prior?.review.list.findings.find(({ id }) => id === findingId);
    const pane = this.#view?.pane;
    if (!finding || !pane) return;
    pane.setSlice(finding.place[pane.axes.slices.axis]);
  }

  get #mainPane() {
    const { view, state, study } = this.#workspace;
    const pane = study && view?.panes[state.mainPlane];
    return pane?.isOpen ? pane : undefined;
  }

  #create(element: HTMLDivElement): PriorView {
    const view = new PriorView(element);
    view.moved.subscribe(() => this.#lead());
    view.resized.subscribe(() => this.#follow());
    return view;
  }

  /** The prior study follows the current one. */
  #follow(): void {
    const { followUp } = this.#workspace.state;
    const main = this.#mainPane;
    if (!followUp?.isLinked || !main || this.#isFollowing || !this.#view?.pane) return;
    this.#alone(() => this.#view!.lookAt(moved(main.centreLps, followUp.offsetMm, 1), main.halfHeightMm));
  }

  /** The current study follows the prior one. */
  #lead(): void {
    const { followUp } = this.#workspace.state;
    const [main, prior] = [this.#mainPane, this.#view?.pane];
    if (!followUp?.isLinked || !main || !prior || this.#isFollowing || this.#isOpening) return;
    this.#alone(() => main.lookAt(moved(prior.centreLps, followUp.offsetMm, -1), prior.halfHeightMm));
  }

  #alone(act: () => void): void {
    this.#isFollowing = true;
    try {
      act();
    } finally {
      this.#isFollowing = false;
    }
  }
}

function moved([x, y, z]: Point<"lps">, [dx, dy, dz]: Vector<"lps">, sign: 1 | -1): Point<"lps"> {
  return [x + sign * dx, y + sign * dy, z + sign * dz];
}
