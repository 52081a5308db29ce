import { css, html, type PropertyDeclarations } from "lit";
import type { ModelClass } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { panelIcon } from "./icons.ts";
import { PanelElement } from "./panel-element.ts";
import { styled } from "./styled.ts";
import { menuStyles, shared } from "./styles.ts";

/** What the next run is to do, behind a button: which classes of the model it keeps. */
export class RunOptions extends PanelElement {
  static override properties: PropertyDeclarations = {
    ...PanelElement.properties,
    wanted: { state: true },
    keepsNone: { state: true },
  };
  /** What is searched for among the classes. */
  declare wanted: string;
  /** Nothing is ticked: there is no run without a class, and the choice before counts until one is. */
  declare keepsNone: boolean;

  constructor() {
    super();
    this.wanted = "";
    this.keepsNone = false;
  }

  override render() {
    const { run, classes } = this.model.state;
    if (run || classes.length === 0) return "";
    const summary = this.#summary();
    return html`
      <button
        class=${summary ? "" : "icon"}
        aria-label=${[t("runOptions.open"), summary].filter(Boolean).join(": ")}
        title=${t("runOptions.openTitle")}
        aria-haspopup="dialog"
        popovertarget="options"
      >
        ${panelIcon("sliders")}${summary}
      </button>
      <div id="options" class="menu" popover role="dialog" aria-label=${t("runOptions.title")} @toggle=${this.#toggled}>
        ${this.#classes(classes)}
      </div>
    `;
  }

  /** What is not as it is by itself. */
  #summary(): string {
    const { classes } = this.model.state;
    const kept = classes.filter(({ isKept }) => isKept).length;
    return kept < classes.length ? t("runOptions.kept", { kept, count: classes.length }) : "";
  }

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
    return this.keepsNone ? t("runOptions.atLeastOne") : this.#summary();
  }

  /** Ticks classes, or takes their ticks away, besides those of the others. */
  #keep(changed: readonly number[], isKept: boolean): void {
    const { classes } = this.model.state;
    const kept = classes.filter((one) =>
      changed.includes(one.segmentNumber) ? isKept : one.isKept && !this.keepsNone,
    );
    this.keepsNone = kept.length === 0;
    if (kept.length > 0) void this.model.keepClasses(kept.map(({ segmentNumber }) => segmentNumber));
  }

  #toggled({ newState }: ToggleEvent): void {
    if (newState === "open") return;
    this.keepsNone = false;
    this.wanted = "";
  }

  static override styles = [
    shared,
    menuStyles,
    css`
      :host {
        flex: none;
      }
      .menu {
        width: calc(300 * var(--unit));
        padding: calc(12 * var(--unit));
      }
      h2 {
        margin: 0 0 calc(6 * var(--unit));
        font-size: var(--font-size-small);
        font-weight: var(--font-weight-strong);
        color: var(--muted);
      }
      .row {
        display: flex;
        gap: calc(4 * var(--unit));
      }
      input[type="search"] {
        flex: 1;
        min-width: 0;
        height: var(--control);
        padding: 0 calc(8 * var(--unit));
        border: 0;
        border-radius: var(--radius);
        background: var(--raised);
      }
      ul {
        max-height: 40vh;
        margin: calc(6 * var(--unit)) 0;
        padding: 0;
        overflow: auto;
        list-style: none;
      }
      label {
        display: flex;
        align-items: center;
        gap: calc(8 * var(--unit));
        min-height: calc(26 * var(--unit));
        cursor: pointer;
      }
      .swatch {
        flex: none;
        width: calc(10 * var(--unit));
        height: calc(10 * var(--unit));
        border-radius: 50%;
      }
      input[type="checkbox"] {
        margin: 0;
        accent-color: var(--accent);
      }
      p {
        margin: 0;
        min-height: 1.4em;
        font-size: var(--font-size-small);
      }
    `,
  ];
}

customElements.define("autoseg-run-options", RunOptions);
