/** The interface of the codec packages, which ship no types: Emscripten modules whose decoders work alike. */
import type { Asset } from "../../workers/index.ts";

/** Every codec by its module. */
export interface Codecs {
  readonly charls: Codec<"JpegLSDecoder">;
  readonly libjpegTurbo: Codec<"JPEGDecoder">;
  readonly openjpeg: Codec<"J2KDecoder">;
  readonly openjph: Codec<"HTJ2KDecoder">;
}

/** A codec and the address of its WebAssembly; undefined if it finds the file next to itself. */
export interface Codec<DecoderName extends string> {
  readonly load: () => Promise<CreateModule<DecoderName>>;
  readonly wasm?: Asset;
}

/** Starts a codec: an Emscripten module. */
export type CreateModule<DecoderName extends string> = (options: {
  locateFile?: (name: string) => string;
  print?: (line: string) => void;
  printErr?: (line: string) => void;
}) => Promise<
  { readonly [Name in DecoderName]: new () => WasmDecoder } & {
    getExceptionMessage?: (pointer: number) => unknown;
  }
>;

/** The decoder of one kind of image; the same interface in all codecs. */
export interface WasmDecoder {
  /** Makes room for the compressed bytes in the module's memory. */
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  /** A view of the module's memory: copy it before the next call. */
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): WasmFrameInfo;
  /** JPEG-LS: 0 plane by plane, 1 row by row, 2 pixel by pixel. */
  getInterleaveMode?(): number;
  delete(): void;
}

interface WasmFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
}
