/**
 * The first index from `start` up to `stop` whose value is not `word`; `stop` if there is none. Compares eight words at a time,
 * since the loop costs more than the comparison, and most of a volume or a binary frame is background.
 */
export function endOfWord(words: Int32Array, word: number, start: number, stop: number): number {
  let at = start;
  for (; at + 8 <= stop; at += 8) {
    const difference =
      (words[at]! ^ word) |
      (words[at + 1]! ^ word) |
      (words[at + 2]! ^ word) |
      (words[at + 3]! ^ word) |
      (words[at + 4]! ^ word) |
      (words[at + 5]! ^ word) |
      (words[at + 6]! ^ word) |
      (words[at + 7]! ^ word);
    if (difference !== 0) break;
  }
  while (at < stop && words[at] === word) at++;
  return at;
}
