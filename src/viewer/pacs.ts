import { mapBounded } from "../dicom/index.ts";
import {
  createWorklist,
  pageSize,
  parseDicomWebAddress,
  type StoredObject,
  storeSegmentation,
  type Worklist,
  type WorklistStudy,
} from "../dicomweb/index.ts";
import { isAutosegError } from "../errors.ts";
import { errorText, t } from "../texts/index.ts";
import { parseArchiveList } from "./archive-list.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { type OtherServers, takeLeft } from "./other-servers.ts";
import { daysBack, type PacsSearch, type PacsState, type Period, stateOfStudy } from "./pacs-state.ts";
import type { Prior } from "./prior.ts";
import type { StudyOpening } from "./study-opening.ts";
import type { Workspace } from "./workspace.ts";

/** Studies whose objects are queried in parallel. */
const studiesAtATime = 3;

const addressName = "autoseg.pacs";
/** For this tab only. */
const searchedName = "autoseg.pacs.searched";

/** A PACS via DICOMweb: searches studies, opens them with a segmentation, and stores segmentations. */
export class Pacs {
  readonly #workspace: Workspace;
  readonly #opening: StudyOpening;
  readonly #prior: Prior;
  readonly #otherServers: OtherServers;
  /** Taken when the page begins, since the user may search elsewhere before the first study is open. */
  readonly #searched = takeLeft(searchedName);
  #asking: AbortController | undefined;
  /** Number of candidates seen so far. */
  #offset = 0;

  constructor(
    workspace: Workspace,
    {
      opening,
      prior,
      otherServers,
    }: { readonly opening: StudyOpening; readonly prior: Prior; readonly otherServers: OtherServers },
    { dicomWeb, pacs }: LaunchOptions,
  ) {
    this.#workspace = workspace;
    this.#opening = opening;
    this.#prior = prior;
    this.#otherServers = otherServers;
    const linked = rootOf(pacs) ?? rootOf(dicomWeb);
    const remembered = workspace.controller.context.memory.get(addressName) ?? "";
    // A server named in the page's address is contacted only after the user has agreed.
    if (linked === undefined) otherServers.allow(remembered);
    this.#update({ address: linked ?? remembered });
  }

  /** Continues the search for which the page was reloaded. */
  start(): void {
    const { address } = this.state;
    if (this.#searched === undefined || this.#searched !== withoutUser(address)) return;
    this.#otherServers.allow(address);
    this.open();
  }

  get state(): PacsState {
    return this.#workspace.state.pacs;
  }

  /** Shows the worklist with the last search, or a first one if the server is known. */
  open(): void {
    this.#workspace.store.update({ dialog: "pacs" });
    if (this.state.address !== "" && !this.state.studies) void this.search();
  }

  /** Sets the server; it is remembered without user and password. */
  setAddress(address: string): void {
    this.#otherServers.allow(address);
    this.#update({ address, studies: undefined, expanded: undefined, objects: new Map() });
    this.#workspace.controller.context.memory.set(addressName, withoutUser(address));
  }

  /** Reads an archive's list of results. */
  async readArchive(file: File): Promise<void> {
    await this.#workspace.notices.attempt(async () => {
      this.#update({ archive: parseArchiveList(await file.text(), file.name) });
      await this.search({ show: "toReview" });
    });
  }

  /** Starts a new search. */
  async search(change: Partial<PacsSearch> = {}): Promise<void> {
    this.#update({ search: { ...this.state.search, ...change }, expanded: undefined, objects: new Map() });
    await this.#ask([]);
  }

  /** The next page. */
  async more(): Promise<void> {
    await this.#ask(this.state.studies ?? []);
  }

  /** Shows or hides a study's objects. */
  async expand(studyInstanceUID: string): Promise<void> {
    const isOpen = this.state.expanded === studyInstanceUID;
    this.#update({ expanded: isOpen ? undefined : studyInstanceUID });
    if (isOpen || this.state.objects.get(studyInstanceUID)) return;
    await this.#workspace.notices.attempt(() => this.#listObjects(studyInstanceUID));
  }

  /** Opens a study's images, and an object on them. */
  async openStudy(study: WorklistStudy, object?: StoredObject): Promise<void> {
    await this.#open(study, object, (address, file) => this.#opening.openDicomWeb(address, file));
  }

  /** Opens a study as the prior one next to the open study. */
  async openPrior(study: WorklistStudy, object?: StoredObject): Promise<void> {
    await this.#open(study, object, (address, file) => this.#prior.openDicomWeb(address, file));
  }

  async #open(
    study: WorklistStudy,
    object: StoredObject | undefined,
    open: (address: string, file: File | undefined) => Promise<void>,
  ): Promise<void> {
    const { address } = this.state;
    this.#workspace.store.update({ dialog: undefined });
    await this.#workspace.notices.attempt(async () => {
      const bytes = object && (await createWorklist(address).get(object));
      const file = bytes && new File([bytes], nameOf(object));
      await open(withUserOf(study.url, address), file);
    });
  }

  /** Stores the segmentation and reads it back; asks for the server's address if unknown. */
  async store(): Promise<void> {
    const { notices, controller } = this.#workspace;
    const { address } = this.state;
    if (address === "") {
      notices.notify("info", t("pacs.addressFirst"));
      this.open();
      return;
    }
    if (!(await this.#otherServers.mayContact(address, "study"))) return;
    await notices.attempt(async () => {
      let said = "";
      const notes = await controller.exports.store(async (file, source) => {
        const sent = new Uint8Array(await file.arrayBuffer());
        const stored = await storeSegmentation(address, sent, { source });
        const { host } = new URL(stored.url);
        said = [t("pacs.stored", { host, type: stored.type }), ...stored.notes].join(" ");
        return stored.bytes;
      });
      // There is one more object now than was listed.
      this.#update({ objects: new Map(), expanded: undefined });
      notices.notify("info", [said, ...notes].join(" "));
    });
  }

  /** @param known the studies listed so far. */
  async #ask(known: readonly WorklistStudy[]): Promise<void> {
    const { address } = this.state;
    if (!(await this.#otherServers.mayContact(address, "study"))) return;
    this.#asking?.abort();
    const asking = new AbortController();
    const { signal } = asking;
    this.#asking = asking;
    if (known.length === 0) this.#offset = 0;
    this.#update({ isAsking: true, fault: undefined, ...(known.length === 0 && { studies: undefined }) });
    try {
      const { show } = this.state.search;
      let listed = known;
      // Skips pages without any study to show.
      for (;;) {
        const worklist = createWorklist(address, { signal });
        const { studies, hasMore } = await this.#page(worklist);
        const seen = new Set(listed.map(({ studyInstanceUID }) => studyInstanceUID));
        // Some servers ignore the offset and always return the first page.
        const added = studies.filter(({ studyInstanceUID }) => !seen.has(studyInstanceUID));
        if (show === "all") this.#update({ studies: [...listed, ...added] });
        await mapBounded(
          added.filter(mayHoldSegments),
          studiesAtATime,
          (study) => this.#listObjects(study.studyInstanceUID, signal),
          signal,
        );
        const shown = added.filter(
          ({ studyInstanceUID }) => show === "all" || stateOfStudy(this.state, studyInstanceUID) === show,
        );
        const isMore = hasMore && (added.length > 0 || this.state.archive !== undefined);
        listed = [...listed, ...shown];
        this.#update({ studies: listed, hasMore: isMore });
        if (shown.length > 0 || !isMore) break;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isAutosegError(error)) throw error;
      const why = await this.#otherServers.whyBlocked(address);
      if (why === "unnamed") this.#loadFor(address);
      else if (why) this.#update({ fault: t("pacs.blocked", { origin: new URL(address).origin }) });
      else this.#update({ fault: errorText(error) });
    } finally {
      if (this.#asking === asking) this.#update({ isAsking: false });
    }
  }

  /** Reloads the page with the server in its address, since the security policy allows servers named there. */
  #loadFor(address: string): void {
    const named = withoutUser(address)!;
    const page = new URL(location.href);
    page.searchParams.set("pacs", named);
    sessionStorage.setItem(searchedName, named);
    location.assign(page);
  }

  /** The next candidates: from the archive's list if it determines them, the most uncertain first, else from a search. */
  async #page(worklist: Worklist): Promise<{ studies: readonly WorklistStudy[]; hasMore: boolean }> {
    const { search, archive } = this.state;
    const from = this.#offset;
    this.#offset += pageSize;
    if (archive && search.show !== "all") {
      const uids = [...(search.show === "failed" ? archive.failures : archive.results).keys()];
      const studies = await worklist.studiesOf(uids.slice(from, from + pageSize));
      return { studies, hasMore: uids.length > from + pageSize };
    }
    return worklist.studies({
      person: search.person.trim(),
      ...datesOf(search.period),
      ...(search.modality !== "" && { modality: search.modality }),
      offset: from,
    });
  }

  async #listObjects(studyInstanceUID: string, signal?: AbortSignal): Promise<void> {
    const set = (objects: readonly StoredObject[] | undefined) =>
      this.#update({ objects: new Map([...this.state.objects, [studyInstanceUID, objects]]) });
    set(undefined);
    const worklist = createWorklist(this.state.address, signal ? { signal } : {});
    set(await worklist.objects(studyInstanceUID));
  }

  #update(change: Partial<PacsState>): void {
    this.#workspace.store.update({ pacs: { ...this.#workspace.state.pacs, ...change } });
  }
}

/** Whether a study may have objects with segments, according to the search result. */
function mayHoldSegments({ modalities }: WorklistStudy): boolean {
  return modalities.length === 0 || modalities.includes("SEG") || modalities.includes("RTSTRUCT");
}

/** The service's URL, with the user and password of the address; undefined for an invalid URL. */
function rootOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return withUserOf(parseDicomWebAddress(address).root, address);
}

function withUserOf(url: string, address: string): string {
  const result = new URL(url);
  ({ username: result.username, password: result.password } = new URL(address));
  return result.href;
}

function withoutUser(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}

/** A DICOM date range, from some days ago until today. */
function datesOf(period: Period): { dates?: string } {
  const days = daysBack[period];
  if (days === undefined) return {};
  const day = new Date();
  day.setDate(day.getDate() - days);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return { dates: `${parts.map((part) => String(part).padStart(2, "0")).join("")}-` };
}

function nameOf({ title, kind }: StoredObject): string {
  return title || (kind === "segmentation" ? "DICOM-SEG" : "RTSTRUCT");
}
