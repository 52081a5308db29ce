import { formatNumber } from "../texts/index.ts";

/** 0.998, rounded down: only what is the same reads 1.000. */
export function formatDice(dice: number): string {
  return formatNumber(Math.floor(dice * 1000) / 1000, 3);
}
