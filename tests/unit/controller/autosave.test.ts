import { afterEach, describe, expect, it } from "vitest";
import type { Controller } from "../../../src/controller/index.ts";
import type { KeptWork } from "../../../src/controller/kept-work/kept-work.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { t } from "../../../src/texts/index.ts";
import { makeSeries } from "../dicom/make-series.ts";
import { anySegment } from "../volume/any-segment.ts";
import { createController } from "./fake-host.ts";
import { priorOf } from "./prior-study.ts";

const series = await readSeries(makeSeries());
const other = await readSeries(makeSeries({ seriesInstanceUID: "1.2.3.5" }));

/** A database that outlasts the controllers which keep their work in it. */
function createDatabase() {
  const kept = new Map<string, KeptWork>();
  const works = {
    find: async (study: string) => ({
      works: [...kept.values()].filter((work) => work.study === study),
      damaged: 0,
      setAside: 0,
    }),
    damaged: async () => [{ key: "broken", value: new Uint8Array([1, 2]) }],
    keep: async (work: KeptWork, replaces: readonly { readonly key: string }[] = []) => {
      for (const { key } of replaces) kept.delete(key);
      kept.set(work.key, structuredClone(work));
    },
    erase: async (key: string, replaced: readonly { readonly key: string }[] = []) => {
      for (const one of [{ key }, ...replaced]) kept.delete(one.key);
    },
    eraseAll: async () => kept.clear(),
  };
  return { kept, works };
}

const opened: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  for (const controller of opened.splice(0)) await controller.dispose();
});

function open(works: ReturnType<typeof createDatabase>["works"], autosave = true) {
  const made = createController({ autosave, works });
  opened.push(made.controller);
  const draw = async (): Promise<void> => {
    const { session } = made.controller.study!;
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 0, end: 3, j: 1, k: 0 }, 1);
    edit.commit();
    await made.controller.autosave.flush();
  };
  return { ...made, draw };
}

describe("unfinished work", () => {
  it("holds what was said beside a prior study, also when the segmentation itself was exported", async () => {
    const { kept, works } = createDatabase();
    const first = open(works);
    const { session } = await first.controller.context.open(series, [anySegment(1, { panoptic: "thing" })]);
    await first.draw();
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 0, end: 1, j: 3, k: 3 }, 1);
    edit.commit();
    const { prior, file } = await priorOf(series.frameOfReferenceUID, [0, 2, 1, 0]);
    await first.controller.followUp.open(prior, file);
    session.history.markSaved();
    await first.controller.autosave.flush();
    expect(kept.size).toBe(0);
    const row = first.controller.state.followUp!.rows.find(({ isNew }) => isNew);
    first.controller.followUp.choose(row!, "news", false);
    first.controller.followUp.setSums({ baselineSumMm: 40 });
    await first.controller.autosave.flush();
    expect(kept.size).toBe(1);
    // Nobody is asked about an exported segmentation, so that it must not go.
    await first.controller.context.open(other, []);
    expect(kept.size).toBe(1);

    const second = open(works);
    await second.controller.context.open(series, []);
    await second.answer([...kept.keys()][0]);
    await expect.poll(() => second.controller.study?.session.counts.voxels(1)).toBe(4);
    await second.controller.followUp.open(prior, file);
    const { rows, sums } = second.controller.state.followUp!;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ isNew }) => isNew)).toEqual([]);
    expect(sums).toMatchObject({ baselineSumMm: 40 });
    second.controller.followUp.toCsv();
    second.controller.study!.session.history.markSaved();
    await second.controller.autosave.flush();
    expect(kept.size).toBe(0);
  });

  it("is offered when its series is opened again, and goes on as a step", async () => {
    const { kept, works } = createDatabase();
    const first = open(works);
    await first.controller.context.open(series, [anySegment(1)]);
    await first.draw();
    expect(first.controller.state.savedAt).toBeDefined();
    await first.controller.dispose();
    expect(kept.size).toBe(1);
    const second = open(works);
    await second.controller.context.open(series, [anySegment(1)]);
    expect(await second.answer([...kept.keys()][0])).toBe("Resume your work?");
    await expect.poll(() => second.controller.study?.session.counts.voxels(1)).toBe(3);
    expect(second.controller.state).toMatchObject({ isUnsaved: true, undoName: t("steps.resuming") });
    second.controller.undo();
    expect(second.controller.study?.session.counts.voxels(1)).toBe(0);
  });

  it("that is put aside for another study is offered when its series is opened again in the same page", async () => {
    const { kept, works } = createDatabase();
    const { controller, draw, answer } = open(works);
    await controller.context.open(series, [anySegment(1)]);
    await draw();
    const [key] = kept.keys();
    await controller.autosave.keepForLater();
    controller.close();
    await controller.context.open(other, [anySegment(1)]);
    expect([...kept.keys()]).toEqual([key]);
    await controller.context.open(series, [anySegment(1)]);
    expect(await answer(key)).toBe("Resume your work?");
    await expect.poll(() => controller.study?.session.counts.voxels(1)).toBe(3);
  });

  it("is given up with the study that is closed for another, and with the switch", async () => {
    const { kept, works } = createDatabase();
    const { controller, draw } = open(works);
    await controller.context.open(series, [anySegment(1)]);
    await draw();
    expect(kept.size).toBe(1);
    await controller.context.open(other, [anySegment(1)]);
    await expect.poll(() => kept.size).toBe(0);
    await draw();
    expect(kept.size).toBe(1);
    await controller.autosave.setOn(false);
    expect(kept.size).toBe(0);
    await draw();
    expect(kept.size).toBe(0);
    expect(controller.state).toMatchObject({ autosaves: false, savedAt: undefined });
  });

  it.each([
    ["everything kept is erased", (controller: Controller) => controller.autosave.eraseAll()],
    ["it is no longer to be kept", (controller: Controller) => controller.autosave.setOn(false)],
    ["its study is closed", async (controller: Controller) => controller.context.close()],
  ])("does not come back when %s while it is being saved", async (_, act) => {
    const { kept, works } = createDatabase();
    let ask = () => {};
    let grant = () => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const granted = new Promise<void>((resolve) => {
      grant = resolve;
    });
    const keep: typeof works.keep = async (work, replaces) => {
      ask();
      await granted;
      await works.keep(work, replaces);
    };
    const { controller, draw } = open({ ...works, keep });
    await controller.context.open(series, [anySegment(1)]);
    const saving = draw();
    await asked;
    const acting = act(controller);
    grant();
    await Promise.all([saving, acting]);
    await expect.poll(() => kept.size).toBe(0);
    expect(controller.state.savedAt).toBeUndefined();
  });

  it("is not kept unless a host says so", async () => {
    const { kept, works } = createDatabase();
    const { controller, draw } = open(works, false);
    await controller.context.open(series, [anySegment(1)]);
    await draw();
    expect(kept.size).toBe(0);
    expect(controller.state.autosaves).toBe(false);
  });

  it("that cannot be kept is told of, until it can", async () => {
    const { works } = createDatabase();
    let isFull = true;
    const keep: typeof works.keep = async (work, replaces) => {
      if (isFull) throw new DOMException("no room", "QuotaExceededError");
      await works.keep(work, replaces);
    };
    const { controller, draw } = open({ ...works, keep });
    await controller.context.open(series, [anySegment(1)]);
    await draw();
    expect(controller.state.saveTrouble).toContain("full");
    isFull = false;
    await draw();
    expect(controller.state.saveTrouble).toBeUndefined();
  });

  it("that was found damaged is handed out as JSON", async () => {
    const { controller } = open(createDatabase().works);
    const json = JSON.parse(await (await controller.autosave.damagedWork()).text()) as unknown;
    expect(json).toMatchObject([{ key: "broken", value: { type: "Uint8Array", base64: "AQI=" } }]);
  });
});
