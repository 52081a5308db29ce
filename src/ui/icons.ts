import { html, svg } from "lit";

/** Line drawings of 24 × 24. */
const lines = {
  add: svg`<path d="M12 5 v14 M5 12 h14" />`,
  bin: svg`<path d="M4 7 h16 M9 7 V4 h6 v3 M6 7 l1 13 h10 l1 -13 M10 11 v5 M14 11 v5" />`,
  pencil: svg`<path d="M4 20 l1 -4.5 L16.5 4 a2.1 2.1 0 0 1 3.5 3.5 L8.5 19 Z M14.5 6 l3.5 3.5" />`,
  eye: svg`<path d="M2 12 Q12 -1 22 12 Q12 25 2 12 Z" /><circle cx="12" cy="12" r="3" />`,
  eyeOff: svg`<path d="M2 11 Q12 24 22 11 M5.5 15 l-2 2.5 M12 17.5 v3.5 M18.5 15 l2 2.5" />`,
  lock: svg`<rect x="4" y="11" width="16" height="10" rx="2" /><path d="M8 11 V7 a4 4 0 0 1 8 0 V11" />`,
  sliders: svg`<path d="M4 7 h9 M19 7 h1 M4 17 h1 M11 17 h9" /><circle cx="16" cy="7" r="2.5" /><circle cx="8" cy="17" r="2.5" />`,
  outline: svg`<circle cx="12" cy="12" r="9" stroke-dasharray="3.6 2.1" /><circle cx="12" cy="12" r="1.5" />`,
  lockOpen: svg`<rect x="4" y="11" width="16" height="10" rx="2" /><path d="M8 11 V7 a4 4 0 0 1 7.7 -1.5" />`,
};

/** An icon, hidden from screen readers since its button has a name. */
export function panelIcon(name: keyof typeof lines) {
  return html`<svg aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${lines[name]}</svg>`;
}
