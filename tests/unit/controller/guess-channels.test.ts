import { expect, test } from "vitest";
import { guessChannels } from "../../../src/controller/guess-channels.ts";

const mr = (description: string) => ({ id: description, title: description, modality: "MR", description });
const wanted = (...names: string[]) => names.map((name) => ({ name, modality: "MR" }));
const guess = (names: readonly string[], descriptions: readonly string[]) =>
  Object.fromEntries(guessChannels(wanted(...names), descriptions.map(mr)));

test("series are told apart by how sites and makers write their names", () => {
  expect(
    guess(
      ["T1", "T1CE", "T2", "FLAIR"],
      ["t2_tse_tra", "t1_mprage_sag", "t2_flair_dark-fluid", "T1 MPRAGE post KM", "AX DWI b1000"],
    ),
  ).toEqual({
    T1: "t1_mprage_sag",
    T1CE: "T1 MPRAGE post KM",
    T2: "t2_tse_tra",
    FLAIR: "t2_flair_dark-fluid",
  });
  expect(guess(["T2W", "ADC", "DWI"], ["ep2d_diff_b50_800_ADC", "t2_tse_sag", "ep2d_diff b800"])).toEqual({
    T2W: "t2_tse_sag",
    ADC: "ep2d_diff_b50_800_ADC",
    DWI: "ep2d_diff b800",
  });
  expect(guess(["in phase", "out of phase"], ["vibe_opp_in phase", "t1 vibe dixon opp"])).toMatchObject({
    "in phase": "vibe_opp_in phase",
  });
});

test("nothing is guessed where nothing speaks for it, and no series is taken twice", () => {
  expect(guess(["FLAIR", "T1"], ["localiser", "survey"])).toEqual({});
  expect(guess(["T1", "T1CE"], ["t1 axial"])).toEqual({ T1: "t1 axial" });
});

test("a modality that one channel and one series have needs no name", () => {
  const offered = [
    { id: "a", title: "", modality: "CT", description: "" },
    { id: "b", title: "", modality: "PT", description: "WB" },
    { id: "c", title: "", modality: "CT", description: "Topogram" },
  ];
  const channels = [
    { name: "CT", modality: "CT" },
    { name: "PET", modality: "PT" },
  ];
  expect(Object.fromEntries(guessChannels(channels, offered))).toEqual({ PET: "b" });
});
