import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { ControllerEvents } from "../../../src/controller/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { bareSeries, createController, workHere } from "./fake-host.ts";

const url = fileURLToPath(new URL("../../fixtures/models/threshold-tiny", import.meta.url));
const names = [
  ...["study:opened", "study:closed", "run:started", "run:progress", "run:ended", "segmentation:changed"],
  ...["review:changed", "tool:changed", "notice", "question"],
] as readonly (keyof ControllerEvents)[];

test("events tell by name what happens, in its order", async () => {
  const { controller, answer } = createController({
    work: {
      ...workHere,
      createSegmenter: (model, options) => createSegmenter(model, { ...options, device: "wasm", threads: 1 }),
    },
  });
  const told: string[] = [];
  const last = new Map<string, unknown>();
  for (const name of names)
    controller.on(name, (detail) => {
      // One of a kind is enough to see the order.
      if (told.at(-1) !== name) told.push(name);
      last.set(name, detail);
    });
  const entry = { name: "threshold-tiny", title: "Tiny", architecture: "U-Net", description: "", url };
  await controller.models.start(async () => [{ ...entry, modality: "CT" }]);
  const grid = straightGrid([16, 16, 2], [2, 2, 3]);
  const series = {
    ...bareSeries(grid, new Int16Array(512).fill(60)),
    header: { BodyPartExamined: ["LIVER"] },
  };
  const { session } = await controller.opening.open(series);
  expect(last.get("study:opened")).toEqual({ series, session });

  await controller.runs.segment();
  expect(told.filter((name) => /^(study|run)/.test(name))).toEqual([
    ...["study:opened", "run:started"],
    ...told.filter((name) => name === "run:progress"),
    "run:ended",
  ]);
  expect(last.get("run:started")).toEqual({ model: "threshold-tiny" });
  expect(last.get("run:progress")).toMatchObject({ slicesDone: 2, slicesTotal: 2 });
  expect(last.get("run:ended")).toMatchObject({ model: "threshold-tiny", report: controller.state.report });

  controller.selectTool("brush");
  expect(last.get("tool:changed")).toEqual({ tool: "brush" });
  session.undo();
  expect(last.get("segmentation:changed")).toBeDefined();
  controller.notices.notify("info", "said");
  expect(last.get("notice")).toMatchObject({ kind: "info", text: "said" });
  const asked = controller.notices.ask({ title: "Sure?", text: "", choices: [{ id: "yes", label: "Yes" }] });
  expect(last.get("question")).toMatchObject({ title: "Sure?" });
  await answer("yes");
  expect(await asked).toBe("yes");

  controller.on("run:started", () => controller.runs.cancel());
  await expect(controller.runs.segment()).rejects.toMatchObject({ code: "cancelled" });
  expect(last.get("run:ended")).toMatchObject({ error: { code: "cancelled" } });
  controller.close();
  expect(told.at(-1)).toBe("study:closed");
  const stop = controller.on("notice", () => told.push("late"));
  stop();
  controller.notices.notify("info", "unheard");
  expect(told).not.toContain("late");
  await controller.dispose();
});
