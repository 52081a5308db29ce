import { expect, it } from "vitest";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { bareSeries, createController } from "./fake-host.ts";

const lesion = anySegment(1, {
  category: { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" },
});

it("on PET images SUV is stated with what it rests on, and of the finding that is reviewed its highest", async () => {
  const { controller, said } = createController();
  const grid = straightGrid([6, 1, 1]);
  const series = { ...bareSeries(grid, Int16Array.of(0, 1000, 4000, 0, 0, 0)), modality: "PT" };
  const header = {
    Units: ["BQML"],
    CorrectedImage: ["ATTN", "DECY"],
    DecayCorrection: ["ADMIN"],
    PatientWeight: [80],
    RadiopharmaceuticalInformationSequence: [{ RadionuclideTotalDose: [80e6] }],
  };
  const { session, review } = await controller.context.open({ ...series, header } as typeof series, [lesion]);
  expect(said()).toBe("SUV by body weight: 80 kg, 80 MBq, decay-corrected to the injection.");
  expect(controller.state.study?.suvFactor).toBe(0.001);
  const edit = session.beginEdit("run", "run");
  edit.setRow({ i: 1, end: 3, j: 0, k: 0 }, 1);
  edit.commit();
  review.settle();
  controller.review.next();
  expect(controller.state.activeUptake?.max).toBe(4);
  expect(controller.state.activeUptake?.peak).toBeLessThanOrEqual(4);
  await controller.context.open(series as typeof series, [lesion]);
  expect(said()).toBe(
    "SUV cannot be computed: the header does not state units of BQML, GML or CNTS (it has none).",
  );
  expect(controller.state).toMatchObject({ activeUptake: undefined, study: { suvFactor: undefined } });
});
