import { expect, it } from "vitest";
import { groupModels } from "../../../src/controller/model-entry.ts";

const entry = (name: string, title: string, architecture: string) => ({
  name,
  title,
  architecture,
  modality: "CT",
  description: "",
  url: `${name}/`,
});

it("puts the twins of an organ together, whatever stands between them", () => {
  const plain = entry("liver", "CT liver", "U-Net");
  const heart = entry("heart", "MR heart", "U-Net");
  const twin = entry("liver-attention", "CT liver (Attention U-Net)", "Attention U-Net");
  expect(groupModels([plain, heart, twin])).toEqual([
    { title: "CT liver", models: [plain, twin] },
    { title: "MR heart", models: [heart] },
  ]);
});
