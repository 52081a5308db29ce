import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pageOf, StudyClaim } from "../../../../src/controller/kept-work/study-claim.ts";

interface Waiting {
  readonly name: string;
  readonly grant: () => void;
}

/** The locks of a browser (Web Locks API), as far as pages use them here. */
class FakeLocks {
  readonly held = new Map<string, { readonly steal: () => void }>();
  readonly waiting: Waiting[] = [];

  request(
    name: string,
    optionsOrCallback: LockOptions | ((lock: unknown) => unknown),
    callback = optionsOrCallback as (lock: unknown) => unknown,
  ): Promise<unknown> {
    const options = typeof optionsOrCallback === "function" ? {} : optionsOrCallback;
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const holder = { steal: () => reject(new DOMException("stolen", "AbortError")) };
        this.held.set(name, holder);
        Promise.resolve(callback({ name })).then((value) => {
          if (this.held.get(name) === holder) {
            this.held.delete(name);
            const next = this.waiting.findIndex((one) => one.name === name);
            if (next >= 0) this.waiting.splice(next, 1)[0]!.grant();
          }
          resolve(value);
        });
      };
      if (options.steal) {
        this.held.get(name)?.steal();
        grant();
      } else if (!this.held.has(name)) grant();
      else if (options.ifAvailable) resolve(callback(null));
      else {
        const entry = { name, grant };
        this.waiting.push(entry);
        options.signal?.addEventListener("abort", () => {
          this.waiting.splice(this.waiting.indexOf(entry), 1);
          reject(options.signal!.reason);
        });
      }
    });
  }

  async query() {
    return { held: [...this.held.keys()].map((name) => ({ name })) };
  }
}

beforeEach(() => void vi.stubGlobal("navigator", { locks: new FakeLocks() }));
afterEach(() => void vi.unstubAllGlobals());

function openPage() {
  const saved: string[] = [];
  const told: string[] = [];
  const claim = new StudyClaim(async () => void saved.push("saved"));
  claim.lost.subscribe(() => told.push("lost"));
  claim.gained.subscribe(() => told.push("gained"));
  return { claim, saved, told };
}

/** Lets all that can happen by itself happen: promises, and turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("StudyClaim", () => {
  it("gives a study to one page at a time, and to the next when that lets go of it", async () => {
    const [first, second] = [openPage(), openPage()];
    expect(await first.claim.claim("a")).toBe(true);
    expect(await second.claim.claim("a")).toBe(false);
    expect(await second.claim.claim("b")).toBe(true);
    expect(await second.claim.claim("a")).toBe(false);
    first.claim.release();
    await settle();
    expect(second.told).toEqual(["gained"]);
    expect(await first.claim.claim("a")).toBe(false);
  });

  it("claims the same study again at once", async () => {
    const { claim } = openPage();
    expect(await claim.claim("a")).toBe(true);
    expect(await claim.claim("a")).toBe(true);
  });

  it("lets a page take over after the other has saved, and tells that one", async () => {
    const [first, second] = [openPage(), openPage()];
    await first.claim.claim("taken");
    await second.claim.claim("taken");
    await second.claim.takeOver("taken");
    await settle();
    expect(first.saved).toEqual(["saved"]);
    expect(first.told).toEqual(["lost"]);
    expect(second.saved).toEqual([]);
    await first.claim.takeOver("taken");
    await settle();
    expect(second.saved).toEqual(["saved"]);
    expect(second.told).toEqual(["lost"]);
    expect(first.told).toEqual(["lost"]);
  });

  it("knows which pages are open, and names writers after them", async () => {
    const [first, second] = [openPage(), openPage()];
    const [one, other] = [first.claim.newWriter(), first.claim.newWriter()];
    expect(one).not.toBe(other);
    expect([pageOf(one), pageOf(other)]).toEqual([first.claim.page, first.claim.page]);
    expect(await second.claim.openPages()).toEqual(new Set([first.claim.page, second.claim.page]));
  });

  it("believes that every page is alone where the browser has no locks", async () => {
    vi.stubGlobal("navigator", {});
    const [first, second] = [openPage(), openPage()];
    expect(await first.claim.claim("a")).toBe(true);
    expect(await second.claim.claim("a")).toBe(true);
    expect(await second.claim.openPages()).toEqual(new Set());
  });
});
