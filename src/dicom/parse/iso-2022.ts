/**
 * Decodes text with ISO 2022 escapes (PS3.5 6.1.2.5): each escape selects the character set up to the next escape, or up to a
 * delimiter, which resets to the first value of SpecificCharacterSet.
 */
export function decodeIso2022(bytes: Uint8Array, first: TextDecoder): string {
  let text = "";
  const decodeFirst = (run: Uint8Array): string => decodeRun(run, () => first);
  let decode = decodeFirst;
  let isTwoByte = false;
  let start = 0;
  let index = 0;
  const flush = (): void => {
    if (index > start) text += decode(bytes.subarray(start, index));
  };
  while (index < bytes.length) {
    const byte = bytes[index]!;
    if (byte === escapeByte) {
      flush();
      const found = findSet(bytes, index + 1);
      decode = found?.decode ?? decodeFirst;
      isTwoByte = found?.isTwoByte ?? false;
      index += 1 + (found?.length ?? 2);
      start = index;
      continue;
    }
    const isDelimiter = byte === 0x5c || byte === 0x5e || byte === 0x3d || byte < 0x20;
    if (isDelimiter && !isTwoByte && decode !== decodeFirst) {
      flush();
      decode = decodeFirst;
      start = index;
    }
    index += isTwoByte ? 2 : 1;
  }
  index = bytes.length;
  flush();
  return text;
}

const escapeByte = 0x1b;

interface EscapedSet {
  readonly decode: (run: Uint8Array) => string;
  /** Number of bytes of the escape sequence after ESC. */
  readonly length: number;
  /** Whether every character takes two bytes in 0x21 to 0x7E, so that a delimiter's byte may be part of one. */
  readonly isTwoByte: boolean;
}

/** Escape sequences of PS3.3 tables C.12-3 and C.12-4, without ESC, and the encoding of what follows. */
const singleByte: Readonly<Record<string, string>> = {
  "(B": "ascii",
  "(J": "shift_jis",
  ")I": "shift_jis",
  "-A": "iso-8859-1",
  "-B": "iso-8859-2",
  "-C": "iso-8859-3",
  "-D": "iso-8859-4",
  "-L": "iso-8859-5",
  "-G": "iso-8859-6",
  "-F": "iso-8859-7",
  "-H": "iso-8859-8",
  "-M": "windows-1254",
  "-T": "windows-874",
  "-b": "iso-8859-15",
};

/**
 * The character set of an escape sequence, which has at most three bytes without ESC. Allocates no text: files may consist of
 * nothing else.
 */
function findSet(bytes: Uint8Array, position: number): EscapedSet | undefined {
  const two = (bytes[position] ?? 0) | ((bytes[position + 1] ?? 0) << 8);
  return sets.get(two | ((bytes[position + 2] ?? 0) << 16)) ?? sets.get(two);
}

type Decoding = Omit<EscapedSet, "length">;

function decodeWith(label: string): Decoding {
  const toDecoder = whenAsked(label);
  return { decode: (run) => decodeRun(run, toDecoder), isTwoByte: false };
}

/**
 * Decodes a run between escapes. There may be many short ones, and decoders are slow to start: printable ASCII is the same in
 * each set.
 */
function decodeRun(run: Uint8Array, toDecoder: () => TextDecoder): string {
  return run.length <= 16 && run.every((byte) => byte >= 0x20 && byte < 0x7f)
    ? String.fromCharCode(...run)
    : toDecoder().decode(run);
}

/** Two bytes per character, moved to the upper half as in EUC-JP. */
function decodeJis(prefix: readonly number[]): Decoding {
  const toDecoder = whenAsked("euc-jp");
  const decode = (run: Uint8Array): string => {
    const moved: number[] = [];
    for (let index = 0; index + 1 < run.length; index += 2)
      moved.push(...prefix, run[index]! | 0x80, run[index + 1]! | 0x80);
    return toDecoder().decode(Uint8Array.from(moved));
  };
  return { decode, isTwoByte: true };
}

/** Makes a decoder on first use: making one costs more than using it, and few are needed. */
function whenAsked(label: string): () => TextDecoder {
  let decoder: TextDecoder | undefined;
  return () => {
    decoder ??= new TextDecoder(label);
    return decoder;
  };
}

const decodings: Readonly<Record<string, Decoding>> = {
  ...Object.fromEntries(Object.entries(singleByte).map(([code, label]) => [code, decodeWith(label)])),
  // JIS X 0208 and 0212, decoded as EUC-JP: 0212 follows its byte 0x8F.
  $B: decodeJis([]),
  "$@": decodeJis([]),
  "$(D": decodeJis([0x8f]),
  // KS X 1001 and GB 2312 are in the upper half, next to ASCII.
  "$)C": decodeWith("euc-kr"),
  "$)A": decodeWith("gbk"),
};

/** Character sets by the bytes of their escape sequences, the first byte lowest. */
const sets: ReadonlyMap<number, EscapedSet> = new Map(
  Object.entries(decodings).map(([code, decoding]) => [
    [...code].reduce((key, character, index) => key | (character.charCodeAt(0) << (8 * index)), 0),
    { length: code.length, ...decoding },
  ]),
);
