import type { english } from "./en/index.ts";

export type English = typeof english;

/** Names of the leaves of a catalogue, such as "study.none"; the plural forms (`_one`, `_other`) share one name. */
type Paths<Group> = {
  [Name in keyof Group & string]: Group[Name] extends string
    ? WithoutForm<Name>
    : `${Name}.${Paths<Group[Name]>}`;
}[keyof Group & string];

type WithoutForm<Name extends string> = Name extends `${infer Base}_${"one" | "other"}` ? Base : Name;

/** Name of a text. */
export type TextKey = Paths<English>;

/** The English text with a name; a union for plural forms. */
type TextAt<Group, Key extends string> = Key extends `${infer Name}.${infer Rest}`
  ? Name extends keyof Group
    ? TextAt<Group[Name], Rest>
    : never
  : Key extends keyof Group
    ? Group[Key]
    : Group[`${Key}_${"one" | "other"}` & keyof Group];

/** The placeholders of a text: `{{name}}`, or `{{name, format}}`. */
type Placeholders<Text> = Text extends `${string}{{${infer Placeholder}}}${infer Rest}`
  ? Named<Placeholder> | Placeholders<Rest>
  : never;

type Named<Placeholder extends string> = Placeholder extends `${infer Name}, ${infer Format}`
  ? { readonly [Key in Name]: Formatted<Format> }
  : { readonly [Key in Placeholder]: string };

type Formatted<Format> = Format extends "number"
  ? number
  : Format extends "list" | "and" | "or"
    ? readonly string[]
    : Format extends "time" | "date"
      ? Date
      : never;

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** The values that a text needs: none, or one object. */
export type TextValues<Key extends TextKey> = [Placeholders<TextAt<English, Key>>] extends [never]
  ? []
  : [values: Intersection<Placeholders<TextAt<English, Key>>>];

/** The texts of the English catalogue in another language. */
export type Catalogue<Group = English> = {
  readonly [Name in keyof Group]: Group[Name] extends string ? string : Catalogue<Group[Name]>;
};

/** Names of texts without placeholders. */
export type PlainTextKey = { [Key in TextKey]: TextValues<Key> extends [] ? Key : never }[TextKey];
