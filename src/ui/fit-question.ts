import type { ModelFit } from "../model/index.ts";
import { t } from "../texts/index.ts";
import type { Asked } from "./question.ts";

/** Asks, once for each series and model, before a model is run that is not known to be made for the series. */
export class FitQuestion {
  readonly #ask: (question: Asked<"cancel" | "run">) => Promise<"cancel" | "run" | undefined>;
  readonly #agreed = new WeakMap<object, Set<string>>();

  constructor(ask: (question: Asked<"cancel" | "run">) => Promise<"cancel" | "run" | undefined>) {
    this.#ask = ask;
  }

  /** @returns whether the model may be run. `series` stands for itself. */
  async mayRun(series: object, modelName: string, { fit, reason }: ModelFit): Promise<boolean> {
    const agreed = this.#agreed.get(series) ?? new Set();
    if (fit === "fits" || agreed.has(modelName)) return true;
    const answer = await this.#ask({
      title: t("fit.title"),
      text: `${reason} ${t("fit.text")}`,
      choices: [
        { id: "cancel", label: t("common.cancel") },
        { id: "run", label: t("fit.run"), isPrimary: true },
      ],
    });
    if (answer !== "run") return false;
    this.#agreed.set(series, agreed.add(modelName));
    return true;
  }
}
