import { formatNumber } from "../texts/index.ts";

/** Such as 0.998; rounded down, so that only identical segments read 1.000. */
export function formatDice(dice: number): string {
  return formatNumber(Math.floor(dice * 1000) / 1000, 3);
}
