import {
  createFolderPlace,
  createPacsArchive,
  createResultRows,
  type ExportGap,
  exportResults,
  isoWeek,
  toCsv,
  toParquet,
  toStatisticsPage,
} from "../archive/index.ts";
import { AutosegError } from "../errors.ts";
import { fileAccess, requireArchive } from "./archive-host.ts";
import { type ArchiveOptions, readRules } from "./archive-options.ts";
import { createOutputs } from "./output-file.ts";
import { UsageError } from "./parse-command.ts";
import { printLine, printNote } from "./terminal.ts";

/** `autoseg archive table`: writes the results as CSV, or as Parquet if the file name ends in .parquet. */
export async function archiveTable(options: ArchiveOptions): Promise<void> {
  const { rows } = await readResults(options);
  const isParquet = options.out?.toLowerCase().endsWith(".parquet") ?? false;
  await writeOut(options, isParquet ? await toParquet(rows) : toCsv(rows));
  printLine(`${options.out}: ${rows.length} results`);
}

/**
 * `autoseg archive export`: copies the results' objects to a folder, with table and checksums; run again, it adds
 * what is missing.
 */
export async function archiveExport(options: ArchiveOptions): Promise<void> {
  const { pacs, results, headers, out, kinds, from, to, rulesPath, models } = options;
  if (out === undefined) throw new UsageError("Give the folder to write to with --out.");
  if (results === undefined) throw new UsageError("Give the folder of the results with --results.");
  requireArchive(options);
  const chosen = rulesPath === undefined && models.length === 0 ? undefined : await readRules(options);
  const report = await exportResults(
    {
      rows: createResultRows(results, fileAccess),
      place:
        pacs === undefined
          ? createFolderPlace([], results, fileAccess)
          : createPacsArchive(pacs, { headers }),
      files: fileAccess,
      out,
    },
    {
      kinds,
      models: chosen?.models.map(({ model }) => model),
      fromWeek: from && isoWeek(from),
      toWeek: to && isoWeek(to),
    },
  );
  printLine(
    `${out}: ${report.results} results, ${report.written} files written, ${report.kept} were there already`,
  );
  if (report.results === 0)
    printNote(`note: none of the ${report.all} results is of these models and weeks; the table is empty.`);
  const { missing } = report;
  for (const { path, why } of missing.slice(0, 20)) printNote(`missing: ${path} (${gaps[why]})`);
  const [first] = missing;
  if (first === undefined) return;
  const counts = Object.entries(gaps)
    .map(([why, said]) => [missing.filter((one) => one.why === why).length, said] as const)
    .filter(([count]) => count > 0)
    .map(([count, said]) => `${count} ${said}`);
  throw new AutosegError(
    "input-not-found",
    `${missing.length} files were not exported: ${counts.join(", ")}. The first is ${first.path}. The same command exports what is in the archive later.`,
    { path: first.path },
  );
}

/** Why files were not exported; follows their number or path. */
const gaps: Readonly<Record<ExportGap, string>> = {
  "not-there": "not in the archive",
  "other-object": "another object under this name in the archive",
  "not-made": "not made with the result",
  "not-named": "of a row of an earlier version, which does not name it",
};

/** `autoseg archive worklist`: writes for the viewer which studies are done, how uncertain they are, and which failed. */
export async function archiveWorklist(options: ArchiveOptions): Promise<void> {
  const { rows, failures } = await readResults(options);
  const list = {
    version: 1,
    results: rows.map(({ studyInstanceUID, sopInstanceUID, model, uncertainty }) => ({
      studyInstanceUID,
      sopInstanceUID,
      model,
      ...(uncertainty !== undefined && { uncertainty }),
    })),
    failures: failures.map(({ studyInstanceUID, model, reason }) => ({ studyInstanceUID, model, reason })),
  };
  await writeOut(options, `${JSON.stringify(list, undefined, 1)}\n`);
  printLine(`${options.out}: ${rows.length} results, ${failures.length} failures`);
}

/** `autoseg archive report`: writes a page with volumes, uncertainty and failures by scanner and week. */
export async function archiveReport(options: ArchiveOptions): Promise<void> {
  const results = await readResults(options);
  await writeOut(options, toStatisticsPage(results));
  printLine(`${options.out}: ${results.rows.length} results, ${results.failures.length} failures`);
}

/** `autoseg archive rules FILE`: checks a rules file and prints the rules with their defaults. */
export async function archiveRules(options: ArchiveOptions): Promise<void> {
  const [path, ...others] = options.positionals;
  if (path === undefined || others.length > 0) throw new UsageError("Give one file of rules.");
  const rules = await readRules({ rulesPath: path, models: [] });
  for (const { model, series, take, prefer, type, outputs, priority } of rules.models) {
    printLine(`${model}: ${take} of the series that fit, as ${[type, ...outputs].join(", ")}, ${priority}`);
    for (const [name, value] of Object.entries(series)) printLine(`  ${name}: ${JSON.stringify(value)}`);
    printLine(`  preferred: ${prefer.join(", then ")}`);
  }
  printLine(`limits: ${JSON.stringify(rules.limits)}`);
}

async function readResults({ results }: ArchiveOptions) {
  if (results === undefined) throw new UsageError("Give the folder of the results with --results.");
  return createResultRows(results, fileAccess).read();
}

async function writeOut({ out, force }: ArchiveOptions, content: string | Uint8Array): Promise<void> {
  if (out === undefined) throw new UsageError("Give the file to write with --out.");
  await using outputs = createOutputs({ force, inputs: [] });
  await outputs.stage(out, content);
  await outputs.publish();
}
