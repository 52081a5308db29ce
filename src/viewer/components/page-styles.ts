import { css } from "lit";

/** Layout of the page, wide and narrow. */
export const pageStyles = css`
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
      /* On a low page, controls rarely used make room for the lists; they are also in the preferences. */
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
    `;
