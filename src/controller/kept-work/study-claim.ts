import { createSignal } from "../../editing/index.ts";

/** Messages between pages on a channel of this origin. */
interface Message {
  readonly kind: "save" | "saved";
  readonly study: string;
}

const channelName = "autoseg-work";
const pagePrefix = "autoseg page ";
const studyPrefix = "autoseg study ";
/** How long another page has to save before its study is taken over. */
const patienceMs = 3000;

/**
 * Ensures that only one page works on a study at a time, with a lock that ends with the page in any case (Web Locks API). A
 * second page learns of the first and may take over, after the first has saved. In a browser without locks, every page acts as
 * if it were alone.
 */
export class StudyClaim {
  /** Another page has taken the study over. */
  readonly lost = createSignal();
  /** The page that held the study has gone, so this one holds it now. */
  readonly gained = createSignal();
  /** Identifies this page. */
  readonly page = crypto.randomUUID?.() ?? `${Date.now()}-${Math.floor(Math.random() * 2 ** 32)}`;
  readonly #locks = globalThis.navigator?.locks as LockManager | undefined;
  readonly #channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(channelName);
  #study = "";
  #writers = 0;
  #release: (() => void) | undefined;
  /** Set while another page holds the study. */
  #waiting: AbortController | undefined;
  /** Resolves when the browser has released the lock. */
  #released: Promise<unknown> = Promise.resolve();

  /** @param save saves at once, before another page takes over. */
  constructor(save: () => Promise<void>) {
    void this.#locks
      ?.request(pagePrefix + this.page, () => new Promise(() => undefined))
      .catch(() => undefined);
    this.#channel?.addEventListener("message", async ({ data }: MessageEvent<Message>) => {
      if (data.kind !== "save" || data.study !== this.#study || !this.#release) return;
      await save();
      this.#channel?.postMessage({ kind: "saved", study: data.study } satisfies Message);
    });
  }

  /** A name under which this page saves one piece of work. */
  newWriter(): string {
    return `${this.page}.${++this.#writers}`;
  }

  /**
   * Claims a study and gives up the one claimed before.
   * @returns false if another page works on the study; `gained` is emitted once that page has gone.
   */
  async claim(study: string): Promise<boolean> {
    this.release();
    await this.#released;
    const isMine = await this.#hold(study, { ifAvailable: true });
    if (!isMine) this.#waitFor(study);
    return isMine;
  }

  /** Takes the study over from another page, which saves first. */
  async takeOver(study: string): Promise<void> {
    this.release();
    await this.#askToSave(study);
    await this.#hold(study, { steal: true });
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
    this.#waiting?.abort();
    this.#waiting = undefined;
    this.#study = "";
  }

  /** All open pages, including this one. */
  async openPages(): Promise<ReadonlySet<string>> {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    const names = held.flatMap(({ name }) => (name?.startsWith(pagePrefix) ? [name] : []));
    return new Set(names.map((name) => name.slice(pagePrefix.length)));
  }

  #hold(study: string, options: LockOptions): Promise<boolean> {
    this.#study = study;
    if (!this.#locks) return Promise.resolve(true);
    return new Promise((resolve, reject) => {
      let isHeld = false;
      const held = this.#locks!.request(studyPrefix + study, options, (lock) => {
        resolve(lock !== null);
        if (!lock) return undefined;
        isHeld = true;
        return new Promise<void>((release) => {
          this.#release = release;
        });
      });
      this.#released = held.catch(() => undefined);
      held.catch((error) => {
        if (!isHeld) reject(error);
        else if (this.#study === study) {
          this.#release = undefined;
          this.lost.emit();
          this.#waitFor(study);
        }
      });
    });
  }

  #waitFor(study: string): void {
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#hold(study, { signal: waiting.signal }).then(
      () => this.gained.emit(),
      () => undefined,
    );
  }

  async #askToSave(study: string): Promise<void> {
    const channel = this.#channel;
    const { held = [] } = (await this.#locks?.query()) ?? {};
    if (!channel || !held.some(({ name }) => name === studyPrefix + study)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        channel.removeEventListener("message", listen);
        resolve();
      };
      const listen = ({ data }: MessageEvent<Message>): void => {
        if (data.kind === "saved" && data.study === study) done();
      };
      const timer = setTimeout(done, patienceMs);
      channel.addEventListener("message", listen);
      channel.postMessage({ kind: "save", study } satisfies Message);
    });
  }
}

/** The page that a writer belongs to. */
export function pageOf(writer: string): string {
  return writer.split(".")[0]!;
}
