import { css, html } from "lit";
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
import "./follow-up-panel.ts";
import "./language-choice.ts";
import "./notice-list.ts";
import "./offline-note.ts";
import "./operation-panel.ts";
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

/** A button that was clicked with the mouse gives the focus back: the next key is the viewer's, not the button's. */
function releaseFocus(event: MouseEvent): void {
  const button = event.composedPath().find((target) => target instanceof HTMLButtonElement);
  if (event.detail > 0 && button && !button.matches("[popovertarget], [data-awaits-key]")) button.blur();
}

/**
 * So do a list that was chosen from and a slider that was let go of with the mouse: the next letter is a key, not a choice in
 * the list. Who works by the keyboard alone stays there.
 */
function releaseChosen(event: Event): void {
  const [origin] = event.composedPath();
  if (origin instanceof HTMLSelectElement ? event.type === "input" && isByPointer : isSlider(origin))
    (origin as HTMLElement).blur();
}

function isSlider(origin: EventTarget | undefined): boolean {
  return origin instanceof HTMLInputElement && origin.type === "range";
}

/** What has the focus, in whatever shadow it is. */
function focusedWithin(root: DocumentOrShadowRoot): HTMLElement | null {
  const focused = root.activeElement as HTMLElement | null;
  return focused?.shadowRoot?.activeElement ? focusedWithin(focused.shadowRoot) : focused;
}

let isByPointer = false;
const notePointer = (): unknown => {
  isByPointer = true;
  return undefined;
};
const noteKey = ({ key }: KeyboardEvent): unknown => {
  if (key === "Tab") isByPointer = false;
  return undefined;
};

/** The whole page: where each part stands, files that are dropped, keys, and the warning before leaving. */
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
    window.addEventListener("click", releaseFocus, { signal });
    // Not at `change`, which ends at the part's own root.
    window.addEventListener("input", (event) => !isSlider(event.composedPath()[0]) && releaseChosen(event), {
      signal,
    });
    window.addEventListener("pointerup", releaseChosen, { signal });
    window.addEventListener("pointerdown", notePointer, { signal, capture: true });
    window.addEventListener("keydown", noteKey, { signal, capture: true });
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

  /** What had the focus before the panel came over the images. */
  #focusedBefore: HTMLElement | null | undefined;

  /** A drawer takes the focus, so that the next Tab goes into it, and gives it back. */
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

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template: 48px minmax(0, 1fr) auto 40px / 46px auto minmax(0, 1fr) auto;
        grid-template-areas:
          "header header header header"
          "nav library main aside"
          "nav library notices aside"
          "nav library strip aside";
        width: 100vw;
        height: 100vh;
        background: var(--surface);
        overflow: hidden;
      }
      header {
        grid-area: header;
        min-width: 0;
      }
      nav {
        grid-area: nav;
        min-height: 0;
      }
      .library {
        grid-area: library;
        min-height: 0;
      }
      main {
        grid-area: main;
        position: relative;
        display: grid;
        gap: 2px;
        background: var(--line);
        min-width: 0;
        min-height: 0;
        user-select: none;
      }
      [hidden] {
        display: none !important;
      }
      aside {
        grid-area: aside;
        width: clamp(320px, 25vw, 420px);
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--surface);
        outline: none;
      }
      @media (max-width: 1023px) {
        :host {
          grid-template-areas:
            "header header header header"
            "nav library main main"
            "nav library notices notices"
            "nav library strip strip";
        }
        aside {
          position: fixed;
          z-index: 3;
          inset: 48px 0 0 auto;
          width: min(360px, 80vw);
          border-left: 1px solid var(--line-strong);
          box-shadow: -8px 0 24px rgb(0 0 0 / 0.5);
        }
      }
      aside:focus-visible {
        outline: none;
      }
      .panels {
        flex: 1;
        min-height: 0;
        overflow: auto;
        scrollbar-width: thin;
      }
      autoseg-review-buttons {
        padding: 0 16px;
      }
      .research {
        margin: 0;
        padding: 8px 16px;
        font-size: 12px;
        color: var(--muted);
        border-top: 1px solid var(--line);
      }
      /* What is seldom changed gives way to the lists; the preferences have it, too. */
      @media (max-height: 800px) {
        language-choice {
          display: none;
        }
      }
      .notices {
        grid-area: notices;
        max-height: 30vh;
        overflow: auto;
      }
      footer {
        grid-area: strip;
        min-width: 0;
      }
      @media (min-width: 3000px) {
        :host {
          grid-template-rows: 68px minmax(0, 1fr) auto 56px;
          grid-template-columns: 66px auto minmax(0, 1fr) auto;
        }
        aside {
          width: 540px;
        }
        header > *,
        nav > *,
        .library > *,
        aside > *,
        .notices > *,
        viewer-dialogs {
          zoom: 1.4;
        }
      }
      .drop {
        position: absolute;
        inset: 0;
        z-index: 2;
        display: grid;
        place-items: center;
        font-size: 20px;
        color: #e6e8ea;
        background: rgb(8 12 16 / 0.8);
        box-shadow: inset 0 0 0 2px var(--accent);
        pointer-events: none;
      }
    `,
  ];
}

customElements.define("viewer-app", ViewerApp);
