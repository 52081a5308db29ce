import { css, html } from "lit";
import { keyText, t } from "../../texts/index.ts";
import { dialogStyles, isCombination, shared, toCombination } from "../../ui/index.ts";
import { type KeyAction, type KeyGroup, keyActions, keyGroups, pointerKeys } from "../key-actions.ts";
import { ViewerElement } from "./viewer-element.ts";

/** All shortcuts by group; each can be changed. */
export class KeyList extends ViewerElement {
  static override properties = {
    changing: { state: true },
    refusal: { state: true },
    taken: { state: true },
  };
  /** The action that the next key is assigned to. */
  declare changing: string | undefined;
  /** Why the last key was refused. */
  declare refusal: string | undefined;
  /** A key used by another action, until the user decides which action gets it. */
  declare taken: { readonly key: string; readonly to: KeyAction; readonly from: KeyAction } | undefined;

  override render() {
    const isChanged = Object.keys(this.viewer.state.preferences.keys).length > 0;
    return html`
      <p class="quiet" role="status">${this.#said()}</p>
      <div class="columns">
        ${keyGroups.map((groups) => html`<div>${groups.map((group) => this.#group(group))}</div>`)}
      </div>
      <div class="footer">
        <button ?disabled=${!isChanged} @click=${() => this.#change({})}>${t("keys.reset")}</button>
        <span class="space"></span>
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
    `;
  }

  #said() {
    const { taken, refusal, changing } = this;
    if (taken) {
      const { key, to, from } = taken;
      return html`
        ${t("keys.taken", { key: keyText(key), action: t(from.text) })}
        <button class="raised" @click=${() => this.#change(this.#map.withKey(to.action, key))}>${t("keys.take", { action: t(to.text) })}</button>
        <button @click=${() => this.#stop()}>${t("common.cancel")}</button>
      `;
    }
    if (refusal) return refusal;
    return changing === undefined ? t("keys.howToChange") : t("keys.pressOne");
  }

  #group(name: KeyGroup) {
    return html`
      <section>
        <h3>${t(`keys.groups.${name}`)}</h3>
        <dl>
          ${keyActions.filter(({ group }) => group === name).map((action) => this.#action(action))}
          ${pointerKeys
            .filter(({ group }) => group === name)
            .map(({ keys, text }) => html`<dt><kbd>${keyText(keys)}</kbd></dt><dd>${t(text)}</dd>`)}
        </dl>
      </section>
    `;
  }

  #action({ action, text, keys, isFixed, shown }: KeyAction) {
    const own = this.#map.keysOf(action);
    const written = shown ?? (own.length > 0 ? own.map(keyText).join(", ") : "–");
    if (isFixed) return html`<dt><kbd>${written}</kbd></dt><dd>${t(text)}</dd>`;
    const isChanging = this.changing === action;
    return html`
      <dt>
        <button
          class="key"
          ?data-own=${own.join() !== keys.join()}
          aria-label=${t("keys.change", { action: t(text), key: written })}
          title=${t("keys.changeTitle")}
          aria-pressed=${isChanging}
          data-awaits-key
          @click=${() => this.#begin(action)}
          @keydown=${isChanging ? this.#pressed : undefined}
          @blur=${isChanging ? () => this.#stop() : undefined}
        >
          ${isChanging ? "…" : written}
        </button>
      </dt>
      <dd>${t(text)}</dd>
    `;
  }

  get #map() {
    return this.viewer.workspace.keys.map;
  }

  #begin(action: string): void {
    [this.changing, this.refusal, this.taken] = [action, undefined, undefined];
  }

  #stop(): void {
    [this.changing, this.refusal, this.taken] = [undefined, undefined, undefined];
  }

  #change(keys: Readonly<Record<string, readonly string[]>>): void {
    this.viewer.controller.preferences.change({ keys });
    this.#stop();
  }

  /** Takes a key for the action: Escape cancels, and a modifier alone waits for another key. */
  #pressed(event: KeyboardEvent): void {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") {
      this.#stop();
      return;
    }
    const to = keyActions.find(({ action }) => action === this.changing);
    const key = toCombination(event);
    if (!to || key === undefined) return;
    const from = keyActions.find(
      ({ action }) => action !== to.action && this.#map.keysOf(action).includes(key),
    );
    if (!isCombination(key) || from?.isFixed) {
      this.refusal = t("keys.refused", { key: keyText(key) });
      return;
    }
    this.changing = undefined;
    this.refusal = undefined;
    if (from) this.taken = { key, to, from };
    else this.#change(this.#map.withKey(to.action, key));
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(310px, 1fr));
        gap: 14px 28px;
      }
      section:first-child h3 {
        margin-top: 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: 2px 10px;
        margin: 0;
        font-size: 13px;
        line-height: 1.3;
      }
      dt {
        width: 124px;
        overflow-wrap: anywhere;
      }
      dd {
        margin: 0;
      }
      kbd,
      .key {
        font: inherit;
        font-size: 12px;
        color: var(--accent-bright);
      }
      .key {
        min-width: 24px;
        padding: 0 6px;
        margin-left: -6px;
        justify-content: flex-start;
        height: auto;
        min-height: 24px;
        white-space: normal;
        text-align: left;
      }
      [data-own] {
        font-weight: 600;
        text-decoration: underline;
      }
      p {
        min-height: 30px;
        margin: 0 0 8px;
        font-size: 13px;
      }
      .raised {
        background: var(--raised);
      }
      .space {
        flex: 1;
      }
    `,
  ];
}

customElements.define("key-list", KeyList);
