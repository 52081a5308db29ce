import type { LabelSnapshot, ReviewList } from "../review/index.ts";
import type { Segment, SegmentAlgorithmType } from "../volume/index.ts";

/** A segmentation as it was left, in this browser's database on this machine. */
export interface SavedWork {
  /** Of the images: series and first image, since one series may hold several volumes. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** The voxels, one part after the other. */
  readonly parts: readonly LabelSnapshot[];
  readonly segments: readonly Segment[];
  readonly types: ReadonlyMap<number, SegmentAlgorithmType>;
  readonly review: ReviewList;
}

const storeName = "work";

/** Work that is kept until it is exported or erased, one segmentation a series. */
export class SavedWorks {
  #database: Promise<IDBDatabase> | undefined;

  find(key: string): Promise<SavedWork | undefined> {
    return this.#ask("readonly", (store) => store.get(key));
  }

  async keep(work: SavedWork): Promise<void> {
    await this.#ask("readwrite", (store) => store.put(work));
  }

  async erase(key: string): Promise<void> {
    await this.#ask("readwrite", (store) => store.delete(key));
  }

  async eraseAll(): Promise<void> {
    await this.#ask("readwrite", (store) => store.clear());
  }

  async #ask<T>(mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    this.#database ??= open();
    const transaction = (await this.#database).transaction(storeName, mode);
    const asked = request(transaction.objectStore(storeName));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open("autoseg-viewer", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "key" });
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
