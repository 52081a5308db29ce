import type { Page } from "playwright-core";
import { catalogues } from "../../src/texts/index.ts";

type Group = { readonly [name: string]: string | Group };
const leaves = (group: Group): string[] =>
  Object.values(group).flatMap((value) => (typeof value === "string" ? [value] : leaves(value)));

/** A pattern for a text of a catalogue with any values, and perhaps a shortcut at the end of a title. */
const toPattern = (text: string): RegExp =>
  new RegExp(
    `^${text.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\{.*?\}\}/g, ".+")}( \\([^()]+\\))?$`,
    "s",
  );

const texts = { en: leaves(catalogues.en.texts), de: leaves(catalogues.de.texts) };
const englishOnly = texts.en.filter((text) => !texts.de.includes(text) && /\p{L}{3}/u.test(text));
/** Texts of the German catalogue that differ from the English ones. */
export const germanOnly = texts.de.filter((text) => !texts.en.includes(text));
const englishPatterns = englishOnly
  .filter((text) => /\p{L}{3}/u.test(text.replace(/\{\{.*?\}\}/g, "")))
  .map(toPattern);

/** All text that is visible on a page or read by screen readers, including shadow roots and collapsed parts. */
export function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const spoken = ["title", "aria-label", "aria-valuetext", "placeholder"];
    const found: string[] = [];
    const walk = (node: Node): void => {
      if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
      if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? "");
      if (node instanceof Element) {
        for (const name of spoken) found.push(node.getAttribute(name) ?? "");
        if (node.shadowRoot) walk(node.shadowRoot);
      }
      for (const child of node.childNodes) walk(child);
    };
    walk(document.body);
    return found.map((text) => text.trim().replace(/\s+/g, " ")).filter((text) => /\p{L}{3}/u.test(text));
  });
}

/** English texts on a page; segments are named by the model. */
export async function englishOn(page: Page, names: readonly string[] = []): Promise<string[]> {
  const texts = await textsOf(page);
  return texts.filter(
    (text) =>
      !names.some((name) => text === name || text.startsWith(`${name} (`)) &&
      englishPatterns.some((pattern) => pattern.test(text)),
  );
}
