import { html } from "lit";
import { planes } from "../../cornerstone/index.ts";
import type { Plane } from "../../geometry/index.ts";
import { t } from "../../texts/index.ts";
import { shared, styled } from "../../ui/index.ts";
import { listenToKeys } from "../keys.ts";
import { hasPlace, type Layout, layouts, type Place, placeOf } from "../layouts.ts";
import { filesFromDrop } from "../study-files.ts";
import { showsPanel } from "../viewer-state.ts";
import "./autosave-note.ts";
import "./comparison-panel.ts";
import "./dialogs.ts";
import "./uncertainty-panel.ts";
import "./edit-limits.ts";
import "./first-steps.ts";
import { focusedWithin, giveFocusBack } from "./focus.ts";
import "./follow-up-panel.ts";
import "./language-choice.ts";
import "./notice-list.ts";
import "./offline-note.ts";
import "./operation-panel.ts";
import { pageStyles } from "./page-styles.ts";
import "./prior-pane.ts";
import "./reader-name.ts";
import "./review-panel.ts";
import "./slice-strip.ts";
import "./start-page.ts";
import "./study-list.ts";
import "./fusion-panel.ts";
import "./suv-panel.ts";
import "./surface-pane.ts";
import "./tool-bar.ts";
import "./tool-options.ts";
import type { TopBar } from "./top-bar.ts";
import "./top-bar.ts";
import { ViewerElement } from "./viewer-element.ts";
import type { ViewerPane } from "./viewer-pane.ts";
import "./viewer-pane.ts";

/** The whole page: its layout, dropped files, shortcuts, and the warning before leaving. */
export class ViewerApp extends ViewerElement {
  static override properties = { dropping: { state: true } };
  declare dropping: boolean;
  #stop = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.#stop;
    const stopKeys = listenToKeys(this.viewer, window);
    signal.addEventListener("abort", stopKeys);
    window.addEventListener("dragover", (event) => this.#dragOver(event), { signal });
    window.addEventListener("dragleave", (event) => !event.relatedTarget && this.#setDropping(false), {
      signal,
    });
    giveFocusBack(window, signal);
    const narrow = matchMedia("(max-width: 1023px)");
    const followWidth = () => this.viewer.display.setNarrow(narrow.matches);
    narrow.addEventListener("change", followWidth, { signal });
    followWidth();
    window.addEventListener("drop", (event) => void this.#drop(event), { signal });
    document.addEventListener(
      "visibilitychange",
      () => {
        if (document.visibilityState === "hidden") void this.viewer.controller.autosave.flush();
      },
      { signal },
    );
    window.addEventListener(
      "beforeunload",
      (event) => {
        const { state, programCopy } = this.viewer;
        if ((state.isUnsaved || state.run) && !programCopy.isLeaving) event.preventDefault();
      },
      { signal },
    );
  }

  override disconnectedCallback(): void {
    this.#stop.abort();
    super.disconnectedCallback();
  }

  override async firstUpdated(): Promise<void> {
    const panes = [...this.renderRoot.querySelectorAll<ViewerPane>("viewer-pane")];
    await Promise.all(panes.map((pane) => pane.updateComplete));
    const element = (plane: Plane): HTMLDivElement => panes.find((pane) => pane.plane === plane)!.viewport;
    await this.viewer.start({
      axial: element("axial"),
      sagittal: element("sagittal"),
      coronal: element("coronal"),
    });
  }

  /** What had the focus before the panel covered the images. */
  #focusedBefore: HTMLElement | null | undefined;

  /** A drawer takes the focus, so that the next Tab goes into it, and gives it back when it closes. */
  override updated(): void {
    const { state } = this.viewer;
    const isDrawer = state.isNarrow && showsPanel(state);
    if (isDrawer && this.#focusedBefore === undefined) {
      this.#focusedBefore = focusedWithin(this.shadowRoot!);
      if (state.segmentDialog === undefined) this.#panel.focus();
    }
    if (!isDrawer && this.#focusedBefore !== undefined) {
      const before = this.#focusedBefore;
      this.#focusedBefore = undefined;
      const now = this.shadowRoot!.activeElement;
      if (state.isNarrow && (!now || this.#panel.contains(now))) before?.focus();
    }
  }

  get #panel(): HTMLElement {
    return this.renderRoot.querySelector("aside")!;
  }

  #keyInPanel(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.viewer.state.segmentDialog !== undefined) return;
    if (this.viewer.display.closeDrawer()) event.stopPropagation();
  }

  #setDropping(dropping: boolean): void {
    this.dropping = dropping;
  }

  #dragOver(event: DragEvent): void {
    event.preventDefault();
    this.#setDropping(true);
  }

  async #drop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.#setDropping(false);
    if (event.dataTransfer) await this.viewer.openFiles(await filesFromDrop(event.dataTransfer));
  }

  override render() {
    const { state } = this.viewer;
    const { mainPlane, layout, study, showsLibrary } = state;
    const { columns, rows, areas }: Layout = layouts[layout];
    const inPlace = (place: Place) => styled({ "grid-area": place });
    return html`
      <header><top-bar .viewer=${this.viewer}></top-bar></header>
      <nav><tool-bar .viewer=${this.viewer}></tool-bar></nav>
      ${showsLibrary ? html`<section class="library" aria-label=${t("library.title")}><study-list .viewer=${this.viewer}></study-list></section>` : ""}
      <main
        ${styled({
          "grid-template-columns": columns,
          "grid-template-rows": rows,
          "grid-template-areas": areas.map((row) => `"${row}"`).join(" "),
        })}
        @open=${(event: CustomEvent<"folder" | "files">) =>
          this.renderRoot.querySelector<TopBar>("top-bar")?.pick(event.detail)}
      >
        ${planes.map(
          (plane) => html`
            <viewer-pane
              data-testid="pane-${plane}"
              ${inPlace(placeOf(plane, mainPlane, planes))}
              ?hidden=${!hasPlace(layout, placeOf(plane, mainPlane, planes))}
              .viewer=${this.viewer}
              .plane=${plane}
              ?main=${plane === mainPlane}
            ></viewer-pane>
          `,
        )}
        <surface-pane
          data-testid="pane-surfaces"
          ${inPlace("surfaces")}
          ?hidden=${!hasPlace(layout, "surfaces")}
          .viewer=${this.viewer}
        ></surface-pane>
        <prior-pane
          data-testid="pane-prior"
          ${inPlace("prior")}
          ?hidden=${!hasPlace(layout, "prior")}
          .viewer=${this.viewer}
        ></prior-pane>
        <start-page .viewer=${this.viewer}></start-page>
        ${this.dropping ? html`<div class="drop">${t("start.dropToOpen")}</div>` : ""}
      </main>
      <aside aria-label=${t("panel.label")} tabindex="-1" ?hidden=${!showsPanel(state)} @keydown=${this.#keyInPanel}>
        <div class="panels">
          <autoseg-segments .model=${this.viewer.panel}></autoseg-segments>
          <autoseg-between .model=${this.viewer.panel}></autoseg-between>
          <review-panel .viewer=${this.viewer}></review-panel>
          <autoseg-prompts .model=${this.viewer.panel}></autoseg-prompts>
          <first-steps .viewer=${this.viewer}></first-steps>
          <fusion-panel .viewer=${this.viewer}></fusion-panel>
          <suv-panel .viewer=${this.viewer}></suv-panel>
          <tool-options .viewer=${this.viewer}></tool-options>
          <edit-limits .viewer=${this.viewer}></edit-limits>
          <follow-up-panel .viewer=${this.viewer}></follow-up-panel>
          <comparison-panel .viewer=${this.viewer}></comparison-panel>
          <operation-panel .viewer=${this.viewer}></operation-panel>
          <uncertainty-panel .viewer=${this.viewer}></uncertainty-panel>
        </div>
        <autoseg-review-buttons .model=${this.viewer.panel}></autoseg-review-buttons>
        ${study && showsPanel(state) ? html`<notice-list .viewer=${this.viewer}></notice-list>` : ""}
        ${
          study
            ? html`<reader-name .viewer=${this.viewer}></reader-name>
                <autosave-note .viewer=${this.viewer}></autosave-note>`
            : ""
        }
        ${state.offline.program === undefined ? "" : html`<offline-note .viewer=${this.viewer}></offline-note>`}
        <language-choice .viewer=${this.viewer}></language-choice>
        <p class="research">${t("common.research")}</p>
      </aside>
      ${
        study && !showsPanel(state)
          ? html`<div class="notices"><notice-list .viewer=${this.viewer}></notice-list></div>`
          : ""
      }
      <footer><slice-strip .viewer=${this.viewer}></slice-strip></footer>
      <viewer-dialogs .viewer=${this.viewer}></viewer-dialogs>
    `;
  }

  static override styles = [shared, pageStyles];
}

customElements.define("viewer-app", ViewerApp);
