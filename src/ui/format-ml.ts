import { formatNumber } from "../texts/index.ts";

/** Such as 1482 ml, 37.2 ml or 0.43 ml. */
export function formatMl(ml: number): string {
  if (ml === 0) return "–";
  const digits = ml >= 100 ? 0 : ml >= 10 ? 1 : 2;
  return `${formatNumber(ml, digits)} ml`;
}
