import { html, type PropertyDeclarations } from "lit";
import type { ModelClass } from "../controller/index.ts";
import { type Box, type GridAxis, wholeBox } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import { panelIcon } from "./icons.ts";
import { PanelElement } from "./panel-element.ts";
import { runOptionsStyles } from "./run-options-styles.ts";
import {
  boxSizeText,
  extentText,
  keptText,
  shortSummaryText,
  summaryText,
  timeText,
  withSide,
} from "./run-options-text.ts";
import { styled } from "./styled.ts";
import { menuStyles, shared } from "./styles.ts";

/** Options of the next run, behind a button: its expected cost, its box, and which classes the model keeps. */
export class RunOptions extends PanelElement {
  static override properties: PropertyDeclarations = {
    ...PanelElement.properties,
    wanted: { state: true },
    keepsNone: { state: true },
  };
  /** Search text for the classes. */
  declare wanted: string;
  /** No class is selected. A run needs one, so the previous selection applies until then. */
  declare keepsNone: boolean;

  constructor() {
    super();
    this.wanted = "";
    this.keepsNone = false;
  }

  override render() {
    const { run, classes } = this.model.state;
    if (run || classes.length === 0) return "";
    const summary = summaryText(this.model.state);
    return html`
      <button
        class=${summary ? "" : "icon"}
        aria-label=${[t("runOptions.open"), summary].filter(Boolean).join(": ")}
        title=${t("runOptions.openTitle")}
        aria-haspopup="dialog"
        popovertarget="options"
      >
        ${panelIcon("sliders")}${shortSummaryText(this.model.state)}
      </button>
      <div id="options" class="menu" popover role="dialog" aria-label=${t("runOptions.title")} @toggle=${this.#toggled}>
        ${this.#expected()} ${this.#series()} ${this.#where()} ${this.#classes(classes)}
      </div>
    `;
  }

  #expected() {
    const { state } = this.model;
    if (!state.expected) return "";
    return html`
      <h2>${t("runOptions.expected")}</h2>
      <p>${extentText(state.expected)}</p>
      <p>${timeText(state)}</p>
    `;
  }

  /** The series for each channel of a model with several. */
  #series() {
    const { channels } = this.model.state;
    if (channels.length === 0) return "";
    return html`
      <h2>${t("runOptions.series")}</h2>
      ${channels.map(
        ({ name, offered, chosen }) => html`
          <div class="row"><label class="series">
            <span>${name}</span>
            <select
              .value=${chosen ?? ""}
              @change=${({ target }: Event) => {
                const { value } = target as HTMLSelectElement;
                void this.model.chooseSeries(name, value === "" ? undefined : value);
              }}
            >
              <option value="" ?selected=${chosen === undefined}>${t("runOptions.chooseSeries")}</option>
              ${offered.map(({ id, title }) => html`<option value=${id} ?selected=${id === chosen}>${title}</option>`)}
            </select>
          </label>
          <button title=${t("runOptions.seriesFileTitle", { name })} @click=${() => this.#pickFile(name)}>
            ${t("runOptions.seriesFile")}
          </button></div>
        `,
      )}
      <input
        type="file"
        accept=".nii,.gz,.nrrd,.nhdr"
        aria-label=${t("runOptions.seriesFile")}
        hidden
        @change=${this.#picked}
      />
      <p class="quiet">${t("runOptions.labelsOn", { name: channels[0]!.name })}</p>
    `;
  }

  #pickFile(name: string): void {
    const input = this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")!;
    input.name = name;
    input.click();
  }

  #picked({ target }: Event): void {
    const input = target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (file) void this.model.chooseSeriesFile(input.name, file);
  }

  #where() {
    const { study, runBox } = this.model.state;
    if (!study) return "";
    const box = runBox ?? wholeBox(study.grid);
    return html`
      <h2>${t("runOptions.where")}</h2>
      <p role="status">
        ${runBox ? t("runOptions.inBox") : t("runOptions.whole")}, ${boxSizeText(box, study.grid)}
      </p>
      <div class="row">
        <button title=${t("runOptions.drawBoxTitle")} @click=${this.#drawBox}>
          ${runBox ? t("runOptions.changeBox") : t("runOptions.drawBox")}
        </button>
        ${
          runBox
            ? html`<button title=${t("runOptions.wholeTitle")} @click=${() => this.model.chooseRunBox(undefined)}>
                ${t("runOptions.whole")}
              </button>`
            : ""
        }
      </div>
      <details>
        <summary>${t("runOptions.boxRange")}</summary>
        ${(["columns", "rows", "slices"] as const).map((name, axis) => this.#range(name, axis as GridAxis, box))}
      </details>
    `;
  }

  /** First and last voxel along an axis, counted from 1. */
  #range(name: "columns" | "rows" | "slices", axis: GridAxis, box: Box) {
    const { size } = this.model.state.study!.grid;
    const label = t(`runOptions.axes.${name}`);
    const field = (end: "from" | "to", least: number, most: number, value: number) => html`
      <input
        type="number"
        aria-label=${t(end === "from" ? "runOptions.first" : "runOptions.last", { axis: label })}
        min=${least}
        max=${most}
        .value=${String(value)}
        @change=${({ target }: Event) => this.#moveSide(box, axis, end, target as HTMLInputElement)}
      />
    `;
    return html`
      <div class="row">
        <span>${label}</span>
        ${field("from", 1, box.to[axis], box.from[axis] + 1)} – ${field("to", box.from[axis] + 1, size[axis], box.to[axis])}
      </div>
    `;
  }

  #moveSide(box: Box, axis: GridAxis, end: "from" | "to", field: HTMLInputElement): void {
    const moved = withSide(box, { axis, end, number: field.valueAsNumber }, this.model.state.study!.grid);
    if (moved) void this.model.chooseRunBox(moved);
    else field.value = String(end === "from" ? box.from[axis] + 1 : box.to[axis]);
  }

  readonly #drawBox = (): void => {
    this.renderRoot.querySelector<HTMLElement>("#options")?.hidePopover();
    this.model.drawRunBox();
  };

  #classes(classes: readonly ModelClass[]) {
    const wanted = this.wanted.trim().toLowerCase();
    const found = classes.filter(({ label }) => label.toLowerCase().includes(wanted));
    const numbers = found.map(({ segmentNumber }) => segmentNumber);
    return html`
      <h2>${t("runOptions.classes")}</h2>
      <div class="row">
        <input
          type="search"
          aria-label=${t("ownModels.search")}
          placeholder=${t("ownModels.search")}
          .value=${this.wanted}
          @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)}
        />
        <button title=${t("runOptions.allTitle")} @click=${() => this.#keep(numbers, true)}>${t("runOptions.all")}</button>
        <button title=${t("runOptions.noneTitle")} @click=${() => this.#keep(numbers, false)}>${t("runOptions.none")}</button>
      </div>
      <ul>
        ${found.map(
          ({ segmentNumber, label, color, isKept }) => html`
            <li>
              <label>
                <input
                  type="checkbox"
                  .checked=${isKept && !this.keepsNone}
                  @change=${(event: Event) => this.#keep([segmentNumber], (event.target as HTMLInputElement).checked)}
                />
                <span class="swatch" ${styled({ background: `rgb(${color.join(" ")})` })}></span>${label}
              </label>
            </li>
          `,
        )}
      </ul>
      <p class="quiet" role="status">${this.#note(found.length)}</p>
    `;
  }

  #note(found: number): string {
    if (found === 0) return t("runOptions.notFound");
    return this.keepsNone ? t("runOptions.atLeastOne") : keptText(this.model.state.classes);
  }

  /** Selects or deselects classes, without changing the others. */
  #keep(changed: readonly number[], isKept: boolean): void {
    const { classes } = this.model.state;
    const kept = classes.filter((one) =>
      changed.includes(one.segmentNumber) ? isKept : one.isKept && !this.keepsNone,
    );
    this.keepsNone = kept.length === 0;
    if (kept.length > 0) void this.model.keepClasses(kept.map(({ segmentNumber }) => segmentNumber));
  }

  #toggled({ newState }: ToggleEvent): void {
    if (newState === "open") {
      void this.model.refreshSeries();
      return;
    }
    this.keepsNone = false;
    this.wanted = "";
  }

  static override styles = [shared, menuStyles, runOptionsStyles];
}

customElements.define("autoseg-run-options", RunOptions);
