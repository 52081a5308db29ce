/**
 * A key with its modifiers, as displayed and stored: "B", "Shift+K", "Ctrl+Shift+Z", "Alt+G", "PageUp", ",". Ctrl includes
 * Command on a Mac. Letters are identified by the character typed, whatever the keyboard layout; with Alt, and on non-Latin
 * keyboards, by the key's position, since those type other characters.
 */
export type KeyCombination = string;

/** The part of a keyboard event used here. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"> &
  Partial<Pick<KeyboardEvent, "getModifierState">>;

const named =
  /^(Space|Enter|Escape|Delete|Backspace|Home|End|PageUp|PageDown|Arrow(Up|Down|Left|Right)|F([1-9]|1[0-2]))$/;

/** Combinations that browsers do not pass on. */
const reserved: readonly KeyCombination[] = [
  ...["Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl+Shift+N", "Ctrl+Shift+T", "Ctrl+Shift+W", "Ctrl+L", "Ctrl+R"],
  ...["Alt+F4", "F5", "F11", "F12"],
];

/** The combination pressed; undefined for a modifier alone, and for unusable keys. */
export function toCombination(event: KeyPress): KeyCombination | undefined {
  const { shiftKey } = event;
  // AltGr types a character; Windows reports it as Ctrl with Alt.
  const isAltGr = event.getModifierState?.("AltGraph") === true;
  const [ctrl, alt] = isAltGr ? [false, false] : [event.ctrlKey || event.metaKey, event.altKey];
  const key = keyOf(event, alt);
  if (key === undefined) return undefined;
  // A character such as "?" already includes its Shift.
  const shift = shiftKey && (key.length > 1 || /^[A-Z]$/.test(key));
  return [ctrl && "Ctrl", alt && "Alt", shift && "Shift", key].filter(Boolean).join("+");
}

/** Whether a text is a combination that the user may choose. */
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
