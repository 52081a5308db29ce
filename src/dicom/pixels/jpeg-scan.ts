import type { HuffmanTable, JpegBits } from "./jpeg-bits.ts";

/** One scan of a single component: the coefficients and bits that it carries (T.81 B.2.3). */
export interface Scan {
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  readonly spectralStart: number;
  readonly spectralEnd: number;
  /** Bit position of the previous scan for these coefficients, 0 for the first. */
  readonly approximationHigh: number;
  readonly approximationLow: number;
  readonly isProgressive: boolean;
  /** Blocks between restart markers; 0 for none. */
  readonly restartInterval: number;
}

/** Decodes a scan into `coefficients`, 64 a block in zigzag order. */
export function decodeScan(bits: JpegBits, scan: Scan, coefficients: Int32Array): void {
  const state: State = { bits, predictor: 0, endOfBandRun: 0 };
  const decodeBlock = chooseBlockDecoder(scan);
  const blocks = coefficients.length / 64;
  for (let block = 0; block < blocks; block++) {
    if (scan.restartInterval > 0 && block > 0 && block % scan.restartInterval === 0) {
      bits.restart(block / scan.restartInterval - 1);
      state.predictor = 0;
      state.endOfBandRun = 0;
    }
    decodeBlock(state, scan, coefficients, block * 64);
  }
  if (state.endOfBandRun > 0) throw new Error("its compressed pixels run over the last block");
  bits.end();
}

interface State {
  readonly bits: JpegBits;
  predictor: number;
  endOfBandRun: number;
}

type BlockDecoder = (state: State, scan: Scan, coefficients: Int32Array, start: number) => void;

function chooseBlockDecoder(scan: Scan): BlockDecoder {
  if (!scan.isProgressive) return decodeSequential;
  if (scan.spectralStart === 0) return scan.approximationHigh === 0 ? decodeDcFirst : refineDc;
  return scan.approximationHigh === 0 ? decodeAcFirst : refineAc;
}

function needed(table: HuffmanTable | undefined): HuffmanTable {
  if (!table) throw new Error("its compressed pixels use a Huffman table that is not there");
  return table;
}

const decodeSequential: BlockDecoder = (state, scan, coefficients, start) => {
  const { bits } = state;
  state.predictor += bits.signed(bits.symbol(needed(scan.dc)));
  coefficients[start] = state.predictor;
  const ac = needed(scan.ac);
  for (let k = 1; k < 64; k++) {
    const symbol = bits.symbol(ac);
    const [run, size] = [symbol >> 4, symbol & 15];
    if (size === 0 && run !== 15) return;
    k += run;
    if (k > 63) throw new Error("its compressed pixels run over the end of a block");
    if (size > 0) coefficients[start + k] = bits.signed(size);
  }
};

const decodeDcFirst: BlockDecoder = (state, scan, coefficients, start) => {
  const { bits } = state;
  state.predictor += bits.signed(bits.symbol(needed(scan.dc)));
  coefficients[start] = state.predictor * (1 << scan.approximationLow);
};

const refineDc: BlockDecoder = ({ bits }, scan, coefficients, start) => {
  coefficients[start]! |= bits.bit() << scan.approximationLow;
};

const decodeAcFirst: BlockDecoder = (state, scan, coefficients, start) => {
  const { bits } = state;
  if (state.endOfBandRun > 0) {
    state.endOfBandRun--;
    return;
  }
  const ac = needed(scan.ac);
  for (let k = scan.spectralStart; k <= scan.spectralEnd; k++) {
    const symbol = bits.symbol(ac);
    const [run, size] = [symbol >> 4, symbol & 15];
    if (size === 0 && run < 15) {
      state.endOfBandRun = (1 << run) + bits.number(run) - 1;
      return;
    }
    k += run;
    if (k > 63) throw new Error("its compressed pixels run over the end of a block");
    if (size > 0) coefficients[start + k] = bits.signed(size) * (1 << scan.approximationLow);
  }
};

/** Decodes one more bit of known coefficients, and new ones in between (T.81 G.1.2.3). */
const refineAc: BlockDecoder = (state, scan, coefficients, start) => {
  const { bits } = state;
  const step = 1 << scan.approximationLow;
  const refine = (at: number): void => {
    if (bits.bit() === 0) return;
    const value = coefficients[at]!;
    if ((Math.abs(value) & step) === 0) coefficients[at] = value + (value < 0 ? -step : step);
  };
  let k = scan.spectralStart;
  if (state.endOfBandRun === 0) {
    const ac = needed(scan.ac);
    while (k <= scan.spectralEnd) {
      const symbol = bits.symbol(ac);
      let run = symbol >> 4;
      const size = symbol & 15;
      let added = 0;
      if (size === 0 && run < 15) {
        state.endOfBandRun = (1 << run) + bits.number(run);
        break;
      }
      if (size > 0) added = bits.bit() === 1 ? step : -step;
      for (; k <= scan.spectralEnd; k++) {
        if (coefficients[start + k] !== 0) refine(start + k);
        else if (run-- === 0) break;
      }
      if (added !== 0 && k <= scan.spectralEnd) coefficients[start + k] = added;
      k++;
    }
  }
  if (state.endOfBandRun > 0) {
    for (; k <= scan.spectralEnd; k++) if (coefficients[start + k] !== 0) refine(start + k);
    state.endOfBandRun--;
  }
};
