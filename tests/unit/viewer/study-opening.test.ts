import { expect, it } from "vitest";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { StudyOpening } from "../../../src/viewer/study-opening.ts";
import type { Reading } from "../../../src/viewer/study-reader.ts";

type Parts = ConstructorParameters<typeof StudyOpening>;

/**
 * A study with unexported work on screen, and another that is read.
 * @param draws whether the user goes on meanwhile.
 * @param answers to the questions asked.
 */
async function open({ draws, answers }: { draws: boolean; answers: string[] }) {
  const history = { nextUndo: { name: "stroke" } };
  const opened: unknown[] = [];
  let asked = 0;
  const workspace = {
    state: { isUnsaved: true, run: undefined },
    study: { session: { history } },
    notices: {
      ask: async () => {
        asked++;
        return answers.shift();
      },
      dismissAll: () => undefined,
    },
    controller: { opening: { open: async (series: SourceSeries) => opened.push(series) } },
  } as unknown as Parts[0];
  const reader = {
    async read(_: string, show: (series: SourceSeries) => Promise<void>): Promise<Reading> {
      if (draws) history.nextUndo = { name: "another stroke" };
      return show({ header: new Map() } as unknown as SourceSeries).then(
        () => "shown",
        () => "failed",
      );
    },
  };
  const opening = new StudyOpening(workspace, { reader } as unknown as Parts[1], {} as Parts[2]);
  await opening.openDicomWeb("https://pacs.example/studies/1.2");
  return { opened: opened.length, asked };
}

it("asks once before another study replaces work that was not exported", async () => {
  expect(await open({ draws: false, answers: ["discard"] })).toEqual({ opened: 1, asked: 1 });
  expect(await open({ draws: false, answers: ["keep"] })).toEqual({ opened: 0, asked: 1 });
});

it("asks again about what was done while the other study was read", async () => {
  expect(await open({ draws: true, answers: ["discard", "keep"] })).toEqual({ opened: 0, asked: 2 });
  expect(await open({ draws: true, answers: ["discard", "discard"] })).toEqual({ opened: 1, asked: 2 });
});
