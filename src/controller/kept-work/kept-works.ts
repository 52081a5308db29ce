import { AutosegError } from "../../errors.ts";
import { type KeptWork, parseKeptWork } from "./kept-work.ts";

const storeName = "work";
/** Prefix of the keys of damaged work that was set aside. */
const asidePrefix = "set aside ";
/** A database that does not respond for this long has failed. */
const patienceMs = 10_000;

/** Identifies work as it was found: it is erased only if unchanged since. */
export type WorkVersion = Pick<KeptWork, "key" | "savedAt">;

export interface FoundWorks {
  /** The latest first. */
  readonly works: readonly KeptWork[];
  /** How many were newly found to be damaged. */
  readonly damaged: number;
  /** How many were set aside in total, for any study, including those. */
  readonly setAside: number;
}

/** Unfinished work in this browser's database, kept until it is exported or erased. */
export class KeptWorks {
  #database: Promise<IDBDatabase> | undefined;

  /**
   * Finds the work on a study. Damaged entries are set aside under another key until they are erased; entries that the browser
   * itself cannot read stay where they are.
   */
  async find(study: string): Promise<FoundWorks> {
    const keys = (await this.#ask("readonly", (store) => store.getAllKeys())).map(String);
    const works: KeptWork[] = [];
    let damaged = 0;
    for (const key of keys.filter((one) => one === study || one.startsWith(`${study} `))) {
      const value = await this.#ask<unknown>("readonly", (store) => store.get(key)).catch(() => undefined);
      const work = parseKeptWork(value);
      if (work) {
        works.push(work);
        continue;
      }
      damaged++;
      if (value !== undefined) await this.#setAside(key, value);
    }
    const setAside = damaged + keys.filter((key) => key.startsWith(asidePrefix)).length;
    return { works: works.sort((a, b) => b.savedAt - a.savedAt), damaged, setAside };
  }

  /** Everything that was set aside, as it was found. */
  async damaged(): Promise<readonly unknown[]> {
    const keys = (await this.#ask("readonly", (store) => store.getAllKeys())).map(String);
    const aside = keys.filter((key) => key.startsWith(asidePrefix));
    return Promise.all(aside.map((key) => this.#ask<unknown>("readonly", (store) => store.get(key))));
  }

  /** Saves work and, in the same transaction, erases the work that it continues. */
  async keep(work: KeptWork, replaces: readonly WorkVersion[] = []): Promise<void> {
    await this.#ask("readwrite", (store) => {
      for (const version of replaces) if (version.key !== work.key) eraseVersion(store, version);
      return store.put(work);
    });
  }

  async erase(key: string, replaced: readonly WorkVersion[] = []): Promise<void> {
    await this.#ask("readwrite", (store) => {
      for (const version of replaced) eraseVersion(store, version);
      return store.delete(key);
    });
  }

  async eraseAll(): Promise<void> {
    await this.#ask("readwrite", (store) => store.clear());
  }

  async #setAside(key: string, value: unknown): Promise<void> {
    await this.#ask("readwrite", (store) => {
      store.put({ key: `${asidePrefix}${Date.now()} ${key}`, value });
      return store.delete(key);
    });
  }

  /** Retries once with a new connection, since the browser may have closed the old one or aborted a write. */
  async #ask<T>(mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    try {
      return await this.#tryToAsk(mode, request);
    } catch (error) {
      this.#close();
      if (error instanceof DOMException && error.name === "QuotaExceededError") throw error;
      return this.#tryToAsk(mode, request);
    }
  }

  async #tryToAsk<T>(
    mode: IDBTransactionMode,
    request: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await within(this.#open());
    // Strict, so that saved work survives if the machine stops a moment later.
    const transaction = database.transaction(storeName, mode, { durability: "strict" });
    return within(
      new Promise((resolve, reject) => {
        const asked = request(transaction.objectStore(storeName));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () =>
          reject(transaction.error ?? asked.error ?? new DOMException("Aborted", "AbortError"));
      }),
    );
  }

  #open(): Promise<IDBDatabase> {
    const opening = this.#database ?? openDatabase(() => this.#forget(opening));
    this.#database = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(database: Promise<IDBDatabase>): void {
    if (this.#database === database) this.#database = undefined;
  }

  #close(): void {
    const database = this.#database;
    this.#database = undefined;
    database?.then((open) => open.close()).catch(() => undefined);
  }
}

function eraseVersion(store: IDBObjectStore, { key, savedAt }: WorkVersion): void {
  const found = store.get(key);
  found.onsuccess = () => {
    if ((found.result as Partial<KeptWork> | undefined)?.savedAt === savedAt) store.delete(key);
  };
}

/**
 * Opens the database and adds the store if it is missing. `onClosed` is called when the browser closes the connection, or
 * another page needs to change the database.
 */
async function openDatabase(onClosed: () => void, version?: number): Promise<IDBDatabase> {
  const request = indexedDB.open("autoseg-viewer", version);
  request.onupgradeneeded = () => {
    const { result: database } = request;
    if (!database.objectStoreNames.contains(storeName))
      database.createObjectStore(storeName, { keyPath: "key" });
  };
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => resolve(request.result);
  });
  if (!database.objectStoreNames.contains(storeName)) {
    database.close();
    return openDatabase(onClosed, database.version + 1);
  }
  database.onclose = onClosed;
  database.onversionchange = () => {
    database.close();
    onClosed();
  };
  return database;
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new AutosegError(
            "storage-failed",
            `The browser's database did not answer within ${patienceMs / 1000} s. Export your work, then reload the page.`,
            { waitedMs: patienceMs },
          ),
        ),
      patienceMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
