/**
 * A key with its modifiers as it is written and kept: "B", "Shift+K", "Ctrl+Shift+Z", "Alt+G", "PageUp", ",". Ctrl is also the Mac's
 * Command key. Letters go by what is typed, wherever the keyboard has them; with Alt, and on keyboards of other scripts, by their
 * place, because those type something else.
 */
export type KeyCombination = string;

/** What is used here of a keyboard event. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> &
  Partial<Pick<KeyboardEvent, "getModifierState">>;

const named =
  /^(Space|Enter|Escape|Delete|Backspace|Home|End|PageUp|PageDown|Arrow(Up|Down|Left|Right)|F([1-9]|1[0-2]))$/;

/** What browsers keep for themselves. */
const reserved: readonly KeyCombination[] = [
  ...["Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl+Shift+N", "Ctrl+Shift+T", "Ctrl+Shift+W", "Ctrl+L", "Ctrl+R"],
  ...["Alt+F4", "F5", "F11", "F12"],
];

/** The combination that was pressed; undefined for a modifier alone, and for keys that cannot be used. */
export function toCombination(event: KeyPress): KeyCombination | undefined {
  const { shiftKey } = event;
  // AltGr types a sign; Windows reports it as Ctrl with Alt.
  const isAltGr = event.getModifierState?.("AltGraph") === true;
  const [ctrl, alt] = isAltGr ? [false, false] : [event.ctrlKey || event.metaKey, event.altKey];
  const key = keyOf(event, alt);
  if (key === undefined) return undefined;
  // A sign has its Shift in it: "?" is what was typed.
  const shift = shiftKey && (key.length > 1 || /^[A-Z]$/.test(key));
  return [ctrl && "Ctrl", alt && "Alt", shift && "Shift", key].filter(Boolean).join("+");
}

/** Whether a text is a combination that a person may choose. */
export function isCombination(text: string): boolean {
  const key = text.replace(/^(Ctrl\+)?(Alt\+)?(Shift\+)?/, "");
  const isKey = named.test(key) || /^[A-Z]$/.test(key) || /^[^\s\p{L}\p{N}\p{C}]$/u.test(key);
  return isKey && !reserved.includes(text);
}

function keyOf({ key, code }: KeyPress, alt: boolean): string | undefined {
  if (key === " ") return "Space";
  if (named.test(key)) return key;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (place && (alt || /^\P{ASCII}$/u.test(key))) return place;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^[^\s\p{L}\p{C}]$/u.test(key) ? key : undefined;
}
