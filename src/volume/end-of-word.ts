/**
 * The first position from `start` to before `stop` that does not hold `word`; `stop` if all do. Compares eight words at a time,
 * since the loop costs more than the comparison: most of a volume, or of a frame of bits, is background.
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
