import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

/**
 * Sets style properties of an element, `<span ${styled({ color })}>`, one by one, which a Content-Security-Policy allows. A
 * style attribute, which lit's styleMap sets at first, would need `unsafe-inline`.
 */
export const styled = directive(
  class extends Directive {
    override render(_properties: Readonly<Record<string, string>>): typeof noChange {
      return noChange;
    }

    override update(
      { element }: ElementPart,
      [properties]: [Readonly<Record<string, string>>],
    ): typeof noChange {
      const { style } = element as HTMLElement;
      for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
      return noChange;
    }
  },
);
