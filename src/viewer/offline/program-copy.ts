import { t } from "../../texts/index.ts";
import type { Workspace } from "../workspace.ts";
import type { OfflineMessage, PageMessage } from "./built-files.ts";
import type { OfflineState } from "./offline-state.ts";

/** How often a page that stays open for days checks for a new version. */
const updateIntervalMs = 60 * 60 * 1000;

/** The copy of the application kept by the service worker: its progress, and a version that is waiting. */
export class ProgramCopy {
  readonly #workspace: Workspace;
  #registration: ServiceWorkerRegistration | undefined;
  #isLeaving = false;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The user has agreed to a reload, so leaving needs no second question. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Saves the application for the next visit, except on the development server, whose files keep changing. */
  async start(): Promise<void> {
    if (import.meta.env.MODE === "development") return;
    if (!isSecureContext) return this.#update({ program: "insecure" });
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    serviceWorker.addEventListener("message", ({ data }) => this.#hear(data as OfflineMessage));
    const hadWorker = serviceWorker.controller !== null;
    serviceWorker.addEventListener("controllerchange", () => {
      if (this.#isLeaving) location.reload();
      // Another page has switched to a new version; this one stays on its own.
      else if (hadWorker) this.#update({ hasNewVersion: true });
    });
    try {
      await serviceWorker.register(new URL("service-worker.js", document.baseURI), {
        updateViaCache: "none",
      });
    } catch (cause) {
      return this.#fail(t("offline.refused", { reason: (cause as Error).message }));
    }
    this.#registration = await serviceWorker.getRegistration();
    if (this.#registration) this.#follow(this.#registration);
  }

  /** Switches to the waiting version and reloads the page; asks first about work that would be lost. */
  async changeVersion(): Promise<void> {
    const { controller, notices } = this.#workspace;
    const { run, isOperating, exporting } = this.#workspace.state;
    if (run || isOperating || exporting !== undefined) return notices.notify("info", t("newVersion.busy"));
    await controller.autosave.flush();
    if (!(await this.#mayLeave())) return;
    this.#isLeaving = true;
    const waiting = this.#registration?.waiting;
    if (waiting) waiting.postMessage("activate" satisfies PageMessage);
    else location.reload();
  }

  async #mayLeave(): Promise<boolean> {
    const { isUnsaved, autosaves, savedAt, saveTrouble, workElsewhere } = this.#workspace.state;
    if (!isUnsaved) return true;
    const isKept = autosaves && savedAt !== undefined && !saveTrouble && !workElsewhere;
    const answer = await this.#workspace.notices.ask({
      title: t("newVersion.title"),
      text: isKept ? t("newVersion.kept") : t("newVersion.lost"),
      choices: [
        { id: "reload", label: isKept ? t("newVersion.reload") : t("newVersion.discard"), isPrimary: isKept },
        { id: "stay", label: t("newVersion.later"), isPrimary: !isKept },
      ],
    });
    return answer === "reload";
  }

  #follow(registration: ServiceWorkerRegistration): void {
    if (registration.active) this.#update({ program: "kept" });
    if (registration.waiting && registration.active) this.#update({ hasNewVersion: true });
    const watch = (): void => this.#watch(registration, registration.installing);
    watch();
    registration.addEventListener("updatefound", watch);
    registration.active?.postMessage("started" satisfies PageMessage);
    const look = (): void => void registration.update().catch(() => undefined);
    setInterval(look, updateIntervalMs);
    window.addEventListener("online", look);
  }

  /** Follows a version being loaded. The first becomes the only copy; a later one waits for the user. */
  #watch(registration: ServiceWorkerRegistration, installing: ServiceWorker | null): void {
    if (!installing) return;
    const isFirst = !registration.active;
    if (isFirst) this.#update({ program: "saving", fraction: 0 });
    installing.addEventListener("statechange", () => {
      if (installing.state === "installed" && !isFirst) this.#update({ hasNewVersion: true });
      if (installing.state === "activated" && isFirst) this.#update({ program: "kept", trouble: undefined });
      if (installing.state === "redundant" && isFirst && this.#workspace.state.offline.program === "saving")
        this.#fail(t("offline.failed"));
    });
  }

  #hear(message: OfflineMessage): void {
    if (message.kind === "saving") this.#update({ fraction: message.doneBytes / message.totalBytes });
    else if (message.found === "SHA-256") this.#fail(t("offline.changed", { file: message.url }));
    else
      this.#fail(t("offline.missing", { file: message.url, found: message.found || t("offline.noAnswer") }));
  }

  #fail(trouble: string): void {
    const { program } = this.#workspace.state.offline;
    // A copy already kept stays, whatever happens to a later version.
    this.#update({ program: program === "kept" ? program : "failed", trouble });
  }

  #update(change: Partial<OfflineState>): void {
    const { store, state } = this.#workspace;
    store.update({ offline: { ...state.offline, ...change } });
  }
}
