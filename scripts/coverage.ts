/**
 * `npm run coverage`: compares the line and branch coverage of unit tests, by room, with tests/coverage.json, below which no
 * room may fall. `npm run coverage -- --record` records the current figures. Code that runs only in a browser or in the command
 * line's process (ui, viewer, cornerstone, tools, cli) is tested end to end and not counted here.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const root = join(import.meta.dirname, "..");
const recordFile = join(root, "tests", "coverage.json");
const summaryFile = join(root, "test-results", "coverage", "coverage-summary.json");
/** Tolerance in percentage points, for seeds of property tests and platform-specific branches. */
const tolerance = 1;
const kinds = ["lines", "branches"] as const;

type Counts = Record<(typeof kinds)[number], { total: number; covered: number }>;
/** Percentages of a room. */
type Figures = Record<(typeof kinds)[number], number>;

/** Arguments of vitest that produce what {@link compareCoverage} reads. */
export const coverageArguments = ["--project", "unit", "--project", "unit-reloading", "--coverage"];

function readFigures(): Map<string, Figures> {
  const summary = JSON.parse(readFileSync(summaryFile, "utf8")) as Record<string, Counts>;
  const rooms = new Map<string, Counts>();
  for (const [file, counts] of Object.entries(summary)) {
    if (file === "total") continue;
    const [, room, inside] = relative(root, file).split(sep);
    const name = inside === undefined ? "src" : room!;
    const sum = rooms.get(name) ?? { lines: { total: 0, covered: 0 }, branches: { total: 0, covered: 0 } };
    for (const kind of kinds) {
      sum[kind].total += counts[kind].total;
      sum[kind].covered += counts[kind].covered;
    }
    rooms.set(name, sum);
  }
  const percent = ({ total, covered }: { total: number; covered: number }) =>
    total === 0 ? 100 : Math.round((1000 * covered) / total) / 10;
  return new Map(
    [...rooms]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([room, { lines, branches }]) => [room, { lines: percent(lines), branches: percent(branches) }]),
  );
}

/** Prints the figures of every room; returns the rooms that fell. */
export function compareCoverage(): string[] {
  const recorded = existsSync(recordFile)
    ? (JSON.parse(readFileSync(recordFile, "utf8")) as Record<string, Figures>)
    : {};
  const fallen: string[] = [];
  console.log(`${"".padEnd(16)}${kinds.map((kind) => kind.padStart(18)).join("")}   (recorded)`);
  for (const [room, figures] of readFigures()) {
    const before = recorded[room];
    const cells = kinds.map((kind) => {
      const was = before?.[kind];
      if (was !== undefined && figures[kind] < was - tolerance) fallen.push(`${room}: ${kind}`);
      return `${figures[kind].toFixed(1)} % (${was?.toFixed(1) ?? "new"})`.padStart(18);
    });
    console.log(room.padEnd(16) + cells.join(""));
  }
  for (const name of fallen)
    console.log(`FAILED: ${name} fell by more than ${tolerance} point: test what is new, or see why.`);
  return fallen;
}

if (process.argv[1] === import.meta.filename) {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", ...coverageArguments], {
    cwd: root,
    stdio: "inherit",
  });
  const isRecording = process.argv.includes("--record");
  if (status === 0 && isRecording)
    writeFileSync(recordFile, `${JSON.stringify(Object.fromEntries(readFigures()), undefined, 2)}\n`);
  process.exitCode = status !== 0 || compareCoverage().length > 0 ? 1 : 0;
}
