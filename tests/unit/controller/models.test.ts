import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ModelEntry } from "../../../src/controller/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { bareSeries, createController } from "./fake-host.ts";

const folder = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/models/${name}`, import.meta.url));

const entry = (name: string, modality: string): ModelEntry => ({
  name,
  title: name,
  architecture: "U-Net",
  modality,
  description: "",
  url: folder(name),
});
const tiny = entry("threshold-tiny", "CT");
const head = entry("multiaxial-head-t1", "MR");
const list = async () => [head, tiny];
const ct = (words: Readonly<Record<string, string[]>> = {}) => ({
  ...bareSeries(straightGrid([8, 8, 4])),
  header: words,
});
/** Nothing is started: a test of choosing has no use for a runtime. */
const work = { createSegmenter: () => new Promise<never>(() => undefined) };

async function start(asked?: string) {
  const { workHere } = await import("./fake-host.ts");
  const made = createController({ work: { ...workHere, ...work } });
  const failure = await made.controller.models.start(list, asked).catch((error: unknown) => error);
  return { ...made, failure };
}

describe("models", () => {
  it("are listed with the first one chosen, or the one that is asked for", async () => {
    expect((await start()).controller.state).toMatchObject({ modelName: head.name, models: [head, tiny] });
    expect((await start(tiny.name)).controller.state.modelName).toBe(tiny.name);
    const { controller, failure } = await start("brain");
    expect(failure).toMatchObject({ code: "model-not-found", details: { location: "brain" } });
    expect(controller.state.modelName).toBe(head.name);
  });

  it("are chosen by modality when a study is opened, whose segments are the model's then", async () => {
    const { controller, host } = await start();
    await controller.opening.open(ct());
    expect(controller.state.modelName).toBe(tiny.name);
    expect(controller.state.segments.map(({ label }) => label)).toEqual(["Liver", "Liver tumour"]);
    expect(host.shown?.session.segments).toHaveLength(2);
    expect(controller.state.modelFit?.fit).toBe("unknown");
  });

  it("are not chosen where they are made for another part of the body, the only one neither", async () => {
    const { workHere } = await import("./fake-host.ts");
    for (const models of [[tiny], [head, tiny]]) {
      const { controller } = createController({ work: { ...workHere, ...work } });
      await controller.models.start(async () => models);
      await controller.opening.open(ct({ BodyPartExamined: ["KNEE"] }));
      expect(controller.state.modelName).toBeUndefined();
      const reason = "No model here was made for the part of the body that this series shows.";
      expect(controller.state).toMatchObject({ noneFits: reason, modelWarnings: [reason] });
      await controller.models.select(tiny.name);
      expect(controller.state.modelName).toBe(tiny.name);
    }
  });

  it("give way to a selected one, which a person's own segments outlast", async () => {
    const { controller } = await start();
    await controller.opening.open(ct());
    const { anyTissue } = await import("../../../src/controller/index.ts");
    await controller.segments.add({ label: "Mine", term: anyTissue });
    await controller.models.select(head.name);
    expect(controller.state.segments.map(({ label }) => label)).toContain("Mine");
    expect(controller.state.modelFit?.fit).toBe("does-not-fit");
    await expect(controller.models.select("brain")).rejects.toMatchObject({ code: "model-not-found" });
  });

  it("are asked about once for each series before one runs that is not known to fit", async () => {
    const { controller, answer } = await start(tiny.name);
    const { models } = controller;
    const chosen = await models.get();
    const [unknown, liver] = [ct(), ct({ BodyPartExamined: ["LIVER"] })];
    expect(await models.mayRun(liver, chosen)).toBe(true);
    const refused = models.mayRun(unknown, chosen);
    await answer("cancel");
    expect(await refused).toBe(false);
    const agreed = models.mayRun(unknown, chosen);
    await answer("run");
    expect(await agreed).toBe(true);
    expect(await models.mayRun(unknown, chosen)).toBe(true);
    expect(controller.state.question).toBeUndefined();
  });

  it("that are none, or do not load, leave a person to draw by hand", async () => {
    const { controller, said } = createController();
    await controller.models.start(async () => []);
    await expect(controller.models.get()).rejects.toMatchObject({ code: "no-model-chosen" });
    await controller.models.start(async () => [{ ...tiny, url: folder("nowhere") }]);
    await controller.opening.open(ct());
    expect(controller.state.segments).toEqual([]);
    expect(said()).toContain("nowhere");
  });
});
