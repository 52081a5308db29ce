import { css } from "lit";

/** Styles of all panes: black, filled by the drawing element, with text in the corners. */
export const paneStyles = css`
  :host {
    position: relative;
    display: block;
    min-width: 0;
    min-height: 0;
    background: #000;
    overflow: hidden;
    font-size: 12px;
  }
  .viewport {
    position: absolute;
    inset: 0;
  }
  .corner {
    position: absolute;
    pointer-events: none;
    color: #cfd3d6;
  }
  .top-left {
    top: 8px;
    left: 10px;
  }
  .bottom-left {
    bottom: 8px;
    left: 10px;
  }
  .letter {
    position: absolute;
    pointer-events: none;
    font-weight: 600;
    color: #aeb4b8;
  }
  .letter.left {
    left: 10px;
    top: 50%;
    translate: 0 -50%;
  }
  .letter.right {
    right: 22px;
    top: 50%;
    translate: 0 -50%;
  }
  @media (min-width: 3000px) {
    .corner,
    .letter {
      font-size: 17px;
    }
  }
`;
