import { html, svg } from "lit";

/** Drawings of 24 x 24 in lines. */
const lines = {
  eye: svg`<path d="M2 12 Q12 -1 22 12 Q12 25 2 12 Z" /><circle cx="12" cy="12" r="3" />`,
  eyeOff: svg`<path d="M2 11 Q12 24 22 11 M5.5 15 l-2 2.5 M12 17.5 v3.5 M18.5 15 l2 2.5" />`,
  lock: svg`<rect x="4" y="11" width="16" height="10" rx="2" /><path d="M8 11 V7 a4 4 0 0 1 8 0 V11" />`,
  lockOpen: svg`<rect x="4" y="11" width="16" height="10" rx="2" /><path d="M8 11 V7 a4 4 0 0 1 7.7 -1.5" />`,
};

/** A drawing, hidden from screen readers: its button has the name. */
export function panelIcon(name: keyof typeof lines) {
  return html`<svg aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${lines[name]}</svg>`;
}
