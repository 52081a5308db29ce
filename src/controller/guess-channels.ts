import type { OfferedSeries } from "./controller-host.ts";

/** An input channel of a model. */
interface Wanted {
  readonly name: string;
  readonly modality: string;
}

/** Words in names and descriptions that tell how a series was acquired, as sites and vendors write them. */
const traits: readonly RegExp[] = [
  /flair|tirm|dark ?fluid/,
  /\bt1|mprage|mp2rage|spgr|\bvibe\b|bravo/,
  /\bt2(?!\*)/,
  /t2\*|\bswi\b|swan|\bgre\b/,
  /\b(ce|c|gd|km|post|contrast|gadolinium|enhanced)\b|\+c\b/,
  /\badc\b/,
  /\bdwi\b|diff|trace|\bb ?\d{3,4}\b/,
  /\bpd\b|proton/,
  /\b(fs|fatsat|spair|spir|stir)\b/,
  /\b(in|ip|inphase)\b/,
  /\b(opp|op|out|outphase|opposed)\b/,
  /arterial|\bart\b/,
  /portal|venous|\bpv\b/,
  /delayed|\blate\b/,
  /\b(native|nativ|plain|pre|non ?contrast|unenhanced)\b/,
];

/**
 * Guesses which series belongs to which input channel, by modality and by what the channel's name has in common with the
 * series' descriptions. Each series is used once.
 * @returns series ids by channel name, without channels for which nothing matches.
 */
export function guessChannels(
  wanted: readonly Wanted[],
  offered: readonly OfferedSeries[],
): ReadonlyMap<string, string> {
  const pairs = wanted.flatMap((channel) => {
    const suited = offered.filter(({ modality }) => modality === channel.modality);
    // If one channel and one series alone have a modality, they belong together.
    const isOnly =
      suited.length === 1 && wanted.filter((one) => one.modality === channel.modality).length === 1;
    return suited.map(({ id, description }) => ({
      name: channel.name,
      id,
      score: isOnly ? 1 : likeness(channel.name, description),
    }));
  });
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, id, score } of pairs.sort((a, b) => b.score - a.score)) {
    if (score <= 0 || found.has(name) || taken.has(id)) continue;
    found.set(name, id);
    taken.add(id);
  }
  return found;
}

/** Number of shared traits less those that only one text has, and a bonus for the name itself. */
function likeness(name: string, description: string): number {
  const [a, b] = [toWords(name), toWords(description)];
  let score = ` ${b} `.includes(` ${a} `) ? 1 : 0;
  for (const trait of traits) {
    const [inName, inDescription] = [trait.test(a), trait.test(b)];
    if (inName && inDescription) score += 2;
    else if (inName !== inDescription) score -= 1;
  }
  return score;
}

/** In lower case and split into words: "T1CE" as "t1 ce", "t1_mprage" as "t1 mprage". */
function toWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/(t[12])(?=[a-z])/g, "$1 ")
    .replace(/[^a-z0-9*+]+/g, " ")
    .trim();
}
