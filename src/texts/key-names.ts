import { english } from "./en/index.ts";
import { t } from "./texts.ts";

type KeyName = keyof typeof english.keyNames;

/** Keys as they are written on a keyboard of the language: "Ctrl+Shift+Z" is "Strg+Umschalt+Z" in German. */
export function keyText(keys: string): string {
  return keys.replace(/[A-Z][a-z]+/g, (name) => (isKeyName(name) ? t(`keyNames.${name}`) : name));
}

/** A title with the key that does the same. */
export function withKey(title: string, keys: string): string {
  return `${title} (${keyText(keys)})`;
}

function isKeyName(name: string): name is KeyName {
  return name in english.keyNames;
}
