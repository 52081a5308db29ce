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
import type { OtherServers } from "./other-servers.ts";
import type { ViewerState } from "./viewer-state.ts";
import type { Workspace } from "./workspace.ts";

/** The address that was typed before the page was loaded again with it; of this tab alone. */
const typedName = "autoseg.model.typed";

/** Models that the user has added from a folder or an address, and that stay in this browser until they are removed. */
export class OwnModels {
  readonly #workspace: Workspace;
  readonly #otherServers: OtherServers;
  #fetching: AbortController | undefined;

  constructor(workspace: Workspace, otherServers: OtherServers) {
    this.#workspace = workspace;
    this.#otherServers = otherServers;
  }

  /** The models of earlier visits; what has become of one that is damaged is told. */
  async list() {
    const { notices } = this.#workspace;
    const ownModels = await listOwnModels((name, cause) =>
      notices.notify("error", t("ownModels.damaged", { name, reason: errorText(cause) })),
    );
    this.#workspace.store.update({ ownModels });
    return ownModels.map(toModelEntry);
  }

  /** Whether files that were dropped or picked are a model rather than a study. */
  isModel(files: readonly File[]): boolean {
    return holdsModel(files.map(pathOf));
  }

  /** Keeps a model, chooses it, and shows what it is. Failures are told. */
  async add(files: readonly File[]): Promise<void> {
    await this.#workspace.notices.attempt(() =>
      this.#keep(files.map((file) => ({ path: pathOf(file), file }))),
    );
  }

  /** As {@link add}, from the address of a folder or manifest that the user has typed. A failure is told beside it. */
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
   * As {@link addFrom}, from an address that the page's own names: the user is asked before another server is contacted, unless it is
   * the one that he has typed, for which the page was loaded again.
   */
  async addLinked(address: string | undefined): Promise<void> {
    const typed = sessionStorage.getItem(typedName);
    sessionStorage.removeItem(typedName);
    if (address === undefined) return;
    const whole = URL.canParse(address, location.href) ? new URL(address, location.href).href : address;
    if (typed === whole) this.#otherServers.allow(whole);
    if (!(await this.#otherServers.mayContact(whole, "models"))) return;
    this.#workspace.store.update({ dialog: "ownModels" });
    await this.#fetch(whole);
    if (this.#workspace.state.addingModel.fault !== undefined) return;
    // Kept now: another load of the page need not fetch it again.
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

  /** Loads the page again with the address in its own: the policy of the page allows the servers that this names. */
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

/** A server that allows no page of another origin answers as one that is not there. */
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
