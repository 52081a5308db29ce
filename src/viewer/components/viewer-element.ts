import type { PropertyDeclarations } from "lit";
import { WatchingElement } from "../../ui/index.ts";
import type { Viewer } from "../viewer.ts";

/** Base of the viewer's components, which render its state. */
export abstract class ViewerElement extends WatchingElement {
  static override properties: PropertyDeclarations = { viewer: { attribute: false } };
  declare viewer: Viewer;

  /** A title with the shortcut of its action, if there is one. */
  protected withKey(title: string, action: string): string {
    return this.viewer.workspace.keys.title(title, action);
  }

  protected override watch(redraw: () => void): () => void {
    return this.viewer.workspace.store.subscribe(redraw);
  }
}
