import { isAutosegError } from "../errors.ts";
import { catalogues } from "./languages.ts";
import { currentLanguage, formatNumber } from "./texts.ts";

/**
 * Translates a message of the library, an error or a note, to the page's language. In the code it is in English; the catalogue
 * of another language contains the whole message with `{{1}}` for the first inserted value, which may be a message itself;
 * `{{1, sentence}}` capitalises it. Messages without a translation stay in English.
 */
export function messageText(message: string): string {
  return translated(message) ?? message;
}

/** An error for the user, in the page's language. A message without a translation is preceded by the meaning of its code. */
export function errorText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const { errors } = catalogues[currentLanguage()];
  const found = translated(message);
  if (found !== undefined) return found;
  return errors && isAutosegError(error) ? `${errors[error.code]} (${message})` : message;
}

/** A message in a catalogue. */
interface Entry {
  /** The English message, split at its inserted values. */
  readonly parts: readonly string[];
  readonly translation: string;
}

const sorted = new Map<object, readonly Entry[]>();

function translated(message: string): string | undefined {
  const { messages } = catalogues[currentLanguage()];
  if (!messages) return undefined;
  const entries = sorted.get(messages) ?? toEntries(messages);
  sorted.set(messages, entries);
  return translate(entries, message) ?? translateSentences(entries, message);
}

/** If several entries match a message, the one with the most literal text comes first. */
function toEntries(messages: Readonly<Record<string, string>>): readonly Entry[] {
  const length = ({ parts }: Entry): number => parts.reduce((sum, part) => sum + part.length, 0);
  return Object.entries(messages)
    .map(([message, translation]) => ({ parts: message.split(/\{\{\d+\}\}/), translation }))
    .sort((a, b) => length(b) - length(a));
}

function translate(entries: readonly Entry[], message: string): string | undefined {
  for (const { parts, translation } of entries) {
    const values = match(parts, message);
    if (!values || values.includes(message)) continue;
    const known = values.map((value) => translate(entries, value) ?? translateSentences(entries, value));
    // A frame of punctuation, such as '"{{1}}" {{2}}', does not count as a translation.
    if (!parts.some((part) => /\p{L}/u.test(part)) && known.every((value) => value === undefined)) continue;
    return translation.replace(/\{\{(\d+)(, sentence)?\}\}/g, (_, number, sentence) => {
      const index = Number(number) - 1;
      const clause = known[index];
      if (clause === undefined) return localNumber(values[index] ?? "");
      return sentence ? `${clause.charAt(0).toUpperCase()}${clause.slice(1)}` : clause;
    });
  }
  return undefined;
}

/** The inserted values of a message, each as short as possible; undefined if it does not match. */
function match(parts: readonly string[], message: string): string[] | undefined {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return message === first ? [] : undefined;
  const last = rest.pop()!;
  if (!message.startsWith(first) || !message.endsWith(last)) return undefined;
  const end = message.length - last.length;
  const values: string[] = [];
  let from = first.length;
  for (const part of rest) {
    const at = message.indexOf(part, from);
    if (at < 0 || at + part.length > end) return undefined;
    values.push(message.slice(from, at));
    from = at + part.length;
  }
  return from > end ? undefined : [...values, message.slice(from, end)];
}

/** Translates several messages in a row. */
function translateSentences(entries: readonly Entry[], message: string): string | undefined {
  const sentences = message.split(/(?<=\.) (?=\p{Lu})/u);
  for (let count = sentences.length - 1; count > 0; count--) {
    const head = translate(entries, sentences.slice(0, count).join(" "));
    if (head === undefined) continue;
    const rest = sentences.slice(count).join(" ");
    const tail = translate(entries, rest) ?? translateSentences(entries, rest);
    if (tail !== undefined) return `${head} ${tail}`;
  }
  return undefined;
}

/** A number such as "2.50" in the language's format. */
function localNumber(value: string): string {
  const decimals = /^-?\d+\.(\d+)$/.exec(value)?.[1];
  return decimals === undefined ? value : formatNumber(Number(value), decimals.length);
}
