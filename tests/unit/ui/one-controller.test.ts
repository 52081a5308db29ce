import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Controller } from "../../../src/controller/index.ts";
import { createAutosegExtension } from "../../../src/cornerstone/index.ts";
import { toPanelModel } from "../../../src/ui/panel-model.ts";
import { parseLaunchOptions } from "../../../src/viewer/launch-options.ts";
import { Workspace } from "../../../src/viewer/workspace.ts";
import { bareSeries } from "../controller/fake-host.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const createExtension = () =>
  createAutosegExtension({ renderingEngineId: "engine", toolGroupId: "tools", models: [] });

/** Who has a controller, and what of its state each shows. */
const places: Readonly<Record<string, () => { controller: Controller; state: () => Controller["state"] }>> = {
  viewer: () => {
    const workspace = new Workspace(parseLaunchOptions("http://localhost/"));
    return { controller: workspace.controller, state: () => workspace.state };
  },
  extension: () => {
    const extension = createExtension();
    return { controller: extension.controller, state: () => extension.state };
  },
  panel: () => {
    const { controller } = createExtension();
    const panel = toPanelModel(controller);
    return { controller, state: () => panel.state };
  },
};

/** Something of a controller that goes on until a test ends it. */
function endedLater() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}

const question = (title: string) => ({ title, text: "", choices: [{ id: "yes", label: "Yes" }] });

test.each(Object.entries(places))(
  "%s: a question in whose place another is asked counts as closed, and whoever asked it does not wait for ever",
  async (_, open) => {
    const { controller, state } = open();
    const first = controller.notices.ask(question("first"));
    const second = controller.notices.ask(question("second"));
    expect(await first).toBeUndefined();
    expect(state().question?.title).toBe("second");
    state().question?.answer("yes");
    expect(await second).toBe("yes");
    expect(state().question).toBeUndefined();
  },
);

test.each(Object.entries(places))(
  "%s: what is said again stays as long as if it were said for the first time",
  (_, open) => {
    const { controller, state } = open();
    const texts = () => state().notices.map(({ text }) => text);
    controller.notices.notify("info", "The segment is locked.");
    vi.advanceTimersByTime(7000);
    controller.notices.notify("info", "The segment is locked.");
    vi.advanceTimersByTime(7000);
    expect(texts()).toEqual(["The segment is locked."]);
    vi.advanceTimersByTime(2000);
    expect(texts()).toEqual([]);
  },
);

test.each(Object.entries(places))(
  "%s: a question that is answered twice does not close the one that has come in its place",
  async (_, open) => {
    const { controller, state } = open();
    const first = controller.notices.ask(question("first"));
    const { answer } = state().question!;
    answer("yes");
    const second = controller.notices.ask(question("second"));
    answer("yes");
    expect(state().question?.title).toBe("second");
    state().question?.answer("yes");
    expect([await first, await second]).toEqual(["yes", "yes"]);
  },
);

test.each(Object.entries(places))(
  "%s: a study that is closed while its model is still fetched is not shown after all",
  async (_, open) => {
    const { controller, state } = open();
    const { ended, end } = endedLater();
    vi.spyOn(controller.models, "chooseFor").mockReturnValue(ended);
    const opening = controller.opening.open(bareSeries(straightGrid([4, 4, 2])));
    controller.close();
    end();
    await expect(opening).rejects.toMatchObject({ code: "cancelled" });
    expect(state().study).toBeUndefined();
  },
);
