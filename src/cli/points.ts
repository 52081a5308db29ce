import type { Point } from "../geometry/index.ts";
import { UsageError } from "./parse-command.ts";

/** Joins option and value, since node:util takes a value with a minus sign for another option. */
export function joinNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (/^-[\d.]/.test(arg) && (last === "--at" || last === "--not" || last === "--box"))
      joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Parses `count` points in patient space (LPS), in mm. @throws UsageError */
export function parsePoints(option: string, text: string, count: number): Point<"lps">[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.length !== 3 * count || !numbers.every(Number.isFinite))
    throw new UsageError(
      `${option} takes ${3 * count} numbers in millimetres (left, posterior, superior${count > 1 ? ", twice" : ""}), as in ${option} ${Array.from({ length: 3 * count }, (_, n) => 10 * n).join()}; found "${text}".`,
    );
  return Array.from({ length: count }, (_, n) => numbers.slice(3 * n, 3 * n + 3) as never);
}
