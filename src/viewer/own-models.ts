import { toModelEntry } from "../controller/index.ts";
import { isAutosegError } from "../errors.ts";
import {
  type FolderFile,
  fetchModelFolder,
  forgetOwnModel,
  holdsModel,
  keepOwnModel,
  listOwnModels,
} from "../model/index.ts";
import { errorText, t } from "../texts/index.ts";
import { addModelParameter } from "./launch-options.ts";
import { type OtherServers, takeLeft } from "./other-servers.ts";
import type { ViewerState } from "./viewer-state.ts";
import type { Workspace } from "./workspace.ts";

/** The URL entered before the page was reloaded with it in its address; for this tab only. */
const typedName = "autoseg.model.typed";

/** Models that the user has added from a folder or URL, kept in this browser until removed. */
export class OwnModels {
  readonly #workspace: Workspace;
  readonly #otherServers: OtherServers;
  /** Taken when the page begins, since the user may enter another before the first study is open. */
  readonly #typed = takeLeft(typedName);
  #fetching: AbortController | undefined;

  constructor(workspace: Workspace, otherServers: OtherServers) {
    this.#workspace = workspace;
    this.#otherServers = otherServers;
  }

  /** The models of earlier visits; damaged ones are reported to the user. */
  async list() {
    const { notices } = this.#workspace;
    const ownModels = await listOwnModels((name, cause) =>
      notices.notify("error", t("ownModels.damaged", { name, reason: errorText(cause) })),
    );
    this.#workspace.store.update({ ownModels });
    return ownModels.map(toModelEntry);
  }

  /** Whether dropped or picked files are a model rather than a study. */
  isModel(files: readonly File[]): boolean {
    return holdsModel(files.map(pathOf));
  }

  /** Adds a model, chooses it and shows its details. Errors are reported to the user. */
  async add(files: readonly File[]): Promise<void> {
    await this.#workspace.notices.attempt(() =>
      this.#keep(files.map((file) => ({ path: pathOf(file), file }))),
    );
  }

  /** As {@link add}, from the URL of a folder or manifest that the user entered. Errors are shown next to the field. */
  async addFrom(address: string): Promise<void> {
    if (this.#fetching) return;
    const typed = address.trim();
    if (!/^https?:/.test(typed) || !URL.canParse(typed)) {
      this.#update({ fault: t("ownModels.noAddress") });
      return;
    }
    this.#otherServers.allow(typed);
    await this.#fetch(typed);
  }

  /**
   * As {@link addFrom}, from a URL in the page's address. The user is asked before another server is contacted, unless it is
   * the one just entered, for which the page was reloaded.
   */
  async addLinked(address: string | undefined): Promise<void> {
    if (address === undefined) return;
    const whole = URL.canParse(address, location.href) ? new URL(address, location.href).href : address;
    if (this.#typed === whole) this.#otherServers.allow(whole);
    if (!(await this.#otherServers.mayContact(whole, "models"))) return;
    this.#workspace.store.update({ dialog: "ownModels" });
    await this.#fetch(whole);
    if (this.#workspace.state.addingModel.fault !== undefined) return;
    // Kept by now, so reloading the page must not fetch it again.
    const page = new URL(location.href);
    page.searchParams.delete(addModelParameter);
    history.replaceState(history.state, "", page);
  }

  /** Stops at once; nothing is kept. */
  cancel(): void {
    this.#fetching?.abort();
    this.#end();
  }

  async remove(name: string): Promise<void> {
    const { notices, state, controller } = this.#workspace;
    await notices.attempt(async () => {
      controller.models.requireNoRun();
      const model = state.ownModels.find(({ manifest }) => manifest.name === name);
      if (model) await forgetOwnModel(model);
      controller.models.remove(name);
      await this.list();
    });
  }

  async #fetch(address: string): Promise<void> {
    const fetching = new AbortController();
    this.#fetching = fetching;
    this.#update({ fraction: 0, fault: undefined });
    const onProgress = (fraction: number): void => {
      if (!fetching.signal.aborted) this.#update({ fraction });
    };
    try {
      await this.#keep(await fetchModelFolder(address, { onProgress, signal: fetching.signal }));
    } catch (error) {
      if (isAutosegError(error, "cancelled") || fetching.signal.aborted) return;
      const why = await this.#otherServers.whyBlocked(address);
      if (why === "unnamed") this.#loadFor(address);
      else
        this.#update({
          fault: why ? t("pacs.blocked", { origin: new URL(address).origin }) : faultOf(error, address),
        });
    } finally {
      if (this.#fetching === fetching) this.#end();
    }
  }

  async #keep(files: readonly FolderFile[]): Promise<void> {
    const { store, controller } = this.#workspace;
    controller.models.requireNoRun();
    const model = await keepOwnModel(files);
    await this.list();
    store.update({ dialog: "ownModels" });
    await controller.models.add(toModelEntry(model));
  }

  /** Reloads the page with the URL in its address, since the security policy allows servers named there. */
  #loadFor(address: string): void {
    const page = new URL(location.href);
    page.searchParams.set(addModelParameter, address);
    sessionStorage.setItem(typedName, address);
    location.assign(page);
  }

  #end(): void {
    this.#fetching = undefined;
    this.#update({ fraction: undefined });
  }

  #update(change: Partial<ViewerState["addingModel"]>): void {
    const { store, state } = this.#workspace;
    store.update({ addingModel: { ...state.addingModel, ...change } });
  }
}

/** A server that refuses requests from other origins looks like one that does not exist. */
function faultOf(error: unknown, address: string): string {
  const { origin } = new URL(address);
  const isElsewhere = origin !== location.origin && isAutosegError(error, "model-not-found");
  return [errorText(error), isElsewhere ? t("ownModels.elsewhere", { origin: location.origin }) : ""]
    .filter(Boolean)
    .join(" ");
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}
