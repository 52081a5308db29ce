/**
 * `npm run models:evaluate -- --prompted`: a simulated user outlines structures in the validation cases by clicks, with
 * the shipped network and the library's steps and, for comparison, with the random walker, by growing from seeds and by
 * region growing.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { replaceFile } from "../../../src/cli/output-file.ts";
import { listWeights, loadPromptedModel } from "../../../src/model/index.ts";
import { checkDataFolder } from "../strips.ts";
import { type BackgroundRow, measureBackground, noneMl } from "./background.ts";
import { type ClassRow, evaluatePrompted, type PromptedEvaluation } from "./evaluate-prompted.ts";
import { growFromSeeds, type Method, promptedMethod, regionGrowing } from "./methods.ts";
import { writePromptedPages } from "./pages.ts";
import type { UserKind } from "./simulated-user.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const modelName = "click-any";
const usage = `usage: npm run models:evaluate -- --prompted [options]

  --background   only clicks where nothing is labelled, by the network; the rest stays as recorded
  --class KEY    only this class, as "liver" or "left-kidney" (may be given several times); the others stay as recorded
  --patients N   at most so many patients of a class (3)
  --clicks N     so many clicks an object (10)
  --method NAME  only this method: network, walker, seeds or growing (may be given several times)
  --user KIND    careful or hurried (may be given several times; both)
  --device NAME  of the network: auto or wasm; --threads N of it
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --json FILE    write every figure there
  --record       write the figures beside the model, into its card and docs/prompts.md
  --pages        make the pages from the recorded figures, and run nothing
`;

export async function evaluatePromptedModels(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (!options) {
    process.stderr.write(usage);
    return 2;
  }
  const folder = join(root, "models", modelName);
  if (options.pages) {
    await writePromptedPages(root, folder);
    return 0;
  }
  const dataFolder = options.data ?? join(root, "..", "shared", "data", "train");
  checkDataFolder(dataFolder);
  const model = await loadPromptedModel(folder);
  const threads = options.threads === undefined ? undefined : Number(options.threads);
  const all: Record<string, () => Promise<Method>> = {
    network: () =>
      promptedMethod("network", model, {
        device: options.device as "auto" | "wasm",
        ...(threads && { threads }),
      }),
    walker: () => promptedMethod("random walker", undefined),
    seeds: async () => growFromSeeds,
    growing: async () => regionGrowing,
  };
  const chosen = options.method ?? Object.keys(all);
  if (options.background && (options.class || !chosen.includes("network"))) {
    process.stderr.write(
      "--background is of the network and of no class; leave out --class, or name --method network.\n",
    );
    return 2;
  }
  const methods: Method[] = [];
  for (const name of chosen) {
    if (!Object.hasOwn(all, name)) {
      process.stderr.write(`There is no method "${name}". Choose from ${Object.keys(all).join(", ")}.\n`);
      return 2;
    }
    methods.push(await all[name]!());
  }
  try {
    const read = {
      dataFolder,
      splitFile: join(root, "models", "training", "autoseg_training", "split.json"),
      mostPatients: Number(options.patients),
      mostOfPatient: 3,
    };
    const rows = options.background
      ? []
      : await evaluatePrompted({
          ...read,
          methods,
          users: (options.user ?? ["careful", "hurried"]) as UserKind[],
          mostClicks: Number(options.clicks),
          only: options.class,
          onRow: printRow,
        });
    const network = methods.find(({ name }) => name === "network");
    const background = network && !options.class ? await measureBackground(network, read) : undefined;
    for (const row of background ?? []) printBackground(row);
    const { manifest } = model;
    const evaluation: PromptedEvaluation = {
      model: manifest.name,
      version: manifest.version,
      weights: listWeights(manifest)[0]!.file.sha256,
      clicks: Number(options.clicks),
      provider: methods.find(({ provider }) => provider !== undefined)?.provider,
      rows,
      ...(background && { background }),
    };
    if (options.json !== undefined) await replaceFile(options.json, toText(evaluation));
    if (options.record) {
      const path = join(folder, "evaluation.json");
      const before = existsSync(path)
        ? (JSON.parse(await readFile(path, "utf8")) as PromptedEvaluation)
        : undefined;
      if (rows.length === 0 && before?.weights !== evaluation.weights) {
        process.stderr.write(
          "No figures are recorded for these weights. Record them without --background first.\n",
        );
        return 2;
      }
      await replaceFile(path, toText(merge(before, evaluation)));
      await writePromptedPages(root, folder);
    }
    return 0;
  } finally {
    for (const { close } of methods) await close?.();
  }
}

/** Replaces recorded results for the same weights by new ones, method by method; the rest stays. */
function merge(before: PromptedEvaluation | undefined, now: PromptedEvaluation): PromptedEvaluation {
  if (before?.weights !== now.weights) return now;
  if (now.rows.length === 0) return { ...before, ...(now.background && { background: now.background }) };
  if (before.clicks !== now.clicks) return now;
  const keyOf = (row: ClassRow) => `${row.task} ${row.class} ${row.objects}`;
  const computed = new Map(now.rows.map((row) => [keyOf(row), row]));
  const kept = before.rows.map((row): ClassRow => {
    const fresh = computed.get(keyOf(row));
    if (!fresh) return row;
    const isFresh = ({ method, user }: ClassRow["methods"][number]) =>
      fresh.methods.some((one) => one.method === method && one.user === user);
    return { ...fresh, methods: [...row.methods.filter((one) => !isFresh(one)), ...fresh.methods] };
  });
  const known = new Set(before.rows.map(keyOf));
  return {
    ...before,
    ...now,
    provider: now.provider ?? before.provider,
    rows: [...kept, ...now.rows.filter((row) => !known.has(keyOf(row)))],
  };
}

function printBackground({ place, clicks, none, medianMl }: BackgroundRow): void {
  process.stdout.write(
    `ct-abdomen: ${clicks} clicks on ${place}, network: ${(100 * none).toFixed(0)} % under ${noneMl} ml, median ${medianMl} ml\n`,
  );
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function printRow({ task, class: name, objects, methods }: ClassRow): void {
  for (const { method, user, dice, clicksUntil, obeyed, clickMs, volumeMs } of methods) {
    const figures = Object.entries(dice).map(([clicks, { mean }]) => `${mean.toFixed(3)} after ${clicks}`);
    process.stdout.write(
      `${task}: ${name} (${objects}), ${user}, ${method}: Dice ${figures.join(", ")}; ${clicksUntil["0.8"]} clicks until 0.8; obeyed ${obeyed}; ms ${clickMs.p50}/${clickMs.p95}, volume ${volumeMs.p50}/${volumeMs.p95}\n`,
    );
  }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        prompted: { type: "boolean" },
        background: { type: "boolean" },
        class: { type: "string", multiple: true },
        patients: { type: "string", default: "3" },
        clicks: { type: "string", default: "10" },
        method: { type: "string", multiple: true },
        user: { type: "string", multiple: true },
        device: { type: "string", default: "auto" },
        threads: { type: "string" },
        data: { type: "string" },
        json: { type: "string" },
        record: { type: "boolean" },
        pages: { type: "boolean" },
      },
    });
    const counts = [values.patients, values.clicks].map(Number);
    return counts.every((count) => Number.isInteger(count) && count > 0) ? values : undefined;
  } catch {
    return undefined;
  }
}
