import { expect, test } from "vitest";
import { parseArchiveList } from "../../../src/viewer/archive-list.ts";
import { initialPacs, stateOfStudy } from "../../../src/viewer/pacs-state.ts";

const list = {
  version: 1,
  results: [
    { studyInstanceUID: "1.1", sopInstanceUID: "2.1", model: "liver", uncertainty: 0.1 },
    { studyInstanceUID: "1.2", sopInstanceUID: "2.2", model: "liver", uncertainty: 0.4 },
    { studyInstanceUID: "1.1", sopInstanceUID: "2.3", model: "kidney", uncertainty: 0.2 },
    { studyInstanceUID: "1.3", sopInstanceUID: "2.4", model: "liver" },
  ],
  failures: [
    { studyInstanceUID: "1.4", model: "liver", reason: "No series fits." },
    { studyInstanceUID: "1.4", model: "kidney", reason: "Slice 3 is missing." },
  ],
};

test("lists studies by their most uncertain result, and failures with their reasons", () => {
  const { results, failures } = parseArchiveList(JSON.stringify(list), "worklist.json");
  expect([...results]).toEqual([
    ["1.2", 0.4],
    ["1.1", 0.2],
    ["1.3", undefined],
  ]);
  expect([...failures]).toEqual([["1.4", "liver: No series fits. kidney: Slice 3 is missing."]]);
});

test.each([
  "",
  "[]",
  "{}",
  JSON.stringify({ ...list, version: 2 }),
  JSON.stringify({ ...list, results: [{ studyInstanceUID: "../x" }] }),
])("refuses %s", (text) => {
  expect(() => parseArchiveList(text, "x.json")).toThrow('"x.json" is not a worklist of an archive');
});

test("a study is to be reviewed while a result is that nobody has seen, then done; failed without a result", () => {
  const archive = parseArchiveList(JSON.stringify(list), "worklist.json");
  const stateOf = (...needs: (boolean | undefined)[]) => {
    const objects = needs.map((needsReview) => ({ needsReview, isReplaced: false }) as never);
    return stateOfStudy({ ...initialPacs, archive, objects: new Map([["1.4", objects]]) }, "1.4");
  };
  expect(stateOf()).toBe("failed");
  expect(stateOf(undefined)).toBe("failed");
  expect(stateOf(true, false)).toBe("toReview");
  expect(stateOf(false, undefined)).toBe("done");
  expect(stateOfStudy(initialPacs, "1.4")).toBeUndefined();
});
