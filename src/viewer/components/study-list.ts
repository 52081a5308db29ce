import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import type { LibrarySeries, LibraryStudy, LibraryVolume } from "../library-list.ts";
import { icon } from "./icon.ts";
import "./volume-picture.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Studies with their series and volumes, each opened by a click. */
export class StudyList extends ViewerElement {
  override render() {
    const { library, openVolume } = this.viewer.state;
    const listed = library.flatMap(({ series = [] }) => series.flatMap(({ volumes }) => volumes));
    const isToChoose = openVolume === undefined && listed.length > 1;
    return html`
      <div class="head">
        <h2>${t("library.title")}</h2>
        <button class="icon" aria-label=${t("library.close")} title=${this.withKey(t("library.close"), "library")} @click=${() => this.viewer.display.toggleLibrary()}>
          ${icon("close")}
        </button>
      </div>
      ${isToChoose ? html`<p class="choose">${t("library.chooseText")}</p>` : ""}
      <div class="scroll">${library.map((study) => this.#study(study))}</div>
    `;
  }

  #study({ id, title, details, series }: LibraryStudy) {
    return html`
      <section>
        <h3>${title}</h3>
        ${details ? html`<p class="quiet">${details}</p>` : ""}
        ${
          series
            ? html`<ul aria-label=${title}>
                ${series.map((one) => html`<li>${this.#series(one, series)}</li>`)}
              </ul>`
            : html`<button class="look" @click=${() => void this.viewer.opening.openStudy(id)}>
                ${t("library.expand")}
              </button>`
        }
      </section>
    `;
  }

  /** Series with the same title are told apart by the end of their UID. */
  #series({ title, volumes }: LibrarySeries, all: readonly LibrarySeries[]) {
    const isAlone = all.filter((other) => other.title === title).length === 1;
    const uid = isAlone ? "" : t("library.uidEnd", { end: volumes[0]?.seriesInstanceUID.slice(-6) ?? "" });
    const [only, second] = volumes;
    if (only && !second) return this.#volume(only, title, uid);
    return html`
      <h4>${title} <span class="quiet">${uid}</span></h4>
      <ul aria-label="${title} ${uid}">
        ${volumes.map((volume) => html`<li>${this.#volume(volume, volume.title, "")}</li>`)}
      </ul>
    `;
  }

  #volume({ id, details, problem }: LibraryVolume, title: string, uid: string) {
    const { openVolume, thumbnails, study } = this.viewer.state;
    return html`
      <button
        class="volume"
        title=${problem ?? title}
        aria-current=${id === openVolume}
        ?disabled=${problem !== undefined}
        @click=${() => void this.viewer.opening.openVolume(id)}
      >
        <volume-picture .thumbnail=${thumbnails.get(id)}></volume-picture>
        <span class="text">
          <span>${title}</span>
          <span class="quiet">${problem ?? details}</span>
          ${uid ? html`<span class="quiet">${uid}</span>` : ""}
        </span>
      </button>
      ${
        study && id !== openVolume && problem === undefined
          ? html`<button
              class="overlay"
              title=${t("fusion.showTitle")}
              aria-label="${t("fusion.show")}: ${title} ${uid}"
              @click=${() => void this.viewer.opening.openOverlay(id)}
            >
              ${t("fusion.show")}
            </button>
            <button
              class="overlay"
              title=${t("followUp.asPriorTitle")}
              aria-label="${t("followUp.asPrior")}: ${title} ${uid}"
              @click=${() => void this.viewer.prior.openVolume(id)}
            >
              ${t("followUp.asPrior")}
            </button>`
          : ""
      }
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        width: 250px;
        font-size: 13px;
        border-right: 1px solid var(--line);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 6px 6px 2px 14px;
      }
      .scroll {
        flex: 1;
        overflow: auto;
        padding: 0 8px 12px;
        scrollbar-width: thin;
      }
      h2 {
        margin: 0;
        font-size: 12px;
        font-weight: 600;
        color: var(--muted);
      }
      h3,
      h4,
      p {
        margin: 0 6px;
        overflow-wrap: anywhere;
      }
      h3 {
        margin-top: 8px;
        font-size: 13px;
      }
      h4 {
        margin-top: 6px;
        font-size: 12px;
        font-weight: 600;
      }
      p {
        font-size: 12px;
      }
      .choose {
        margin: 0 14px 4px;
      }
      ul {
        list-style: none;
        margin: 4px 0 0;
        padding: 0;
      }
      .volume {
        width: 100%;
        height: auto;
        padding: 6px;
        gap: 10px;
        justify-content: flex-start;
        text-align: left;
        white-space: normal;
      }
      .volume[aria-current="true"] {
        background: var(--selected);
      }
      .text {
        display: grid;
        gap: 2px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .text .quiet {
        font-size: 12px;
      }
      .volume:disabled .quiet {
        color: var(--muted);
      }
      .overlay {
        height: 24px;
        margin: 0 6px 6px;
        font-size: 12px;
        background: var(--raised);
      }
      .look {
        margin: 4px 6px 0;
        background: var(--raised);
      }
    `,
  ];
}

customElements.define("study-list", StudyList);
