/** What the codec packages, which ship no types, give: emscripten modules whose decoders work alike. */
declare module "@cornerstonejs/codec-charls/decodewasmjs" {
  const createModule: CreateModule<"JpegLSDecoder">;
  export default createModule;
}
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  const createModule: CreateModule<"JPEGDecoder">;
  export default createModule;
}
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs" {
  const createModule: CreateModule<"J2KDecoder">;
  export default createModule;
}
declare module "@cornerstonejs/codec-openjph/wasmjs" {
  const createModule: CreateModule<"HTJ2KDecoder">;
  export default createModule;
}

type CreateModule<DecoderName extends string> = (options: {
  locateFile?: (name: string) => string;
  print?: (line: string) => void;
  printErr?: (line: string) => void;
}) => Promise<
  { readonly [Name in DecoderName]: new () => WasmDecoder } & {
    getExceptionMessage?: (pointer: number) => unknown;
  }
>;

interface WasmDecoder {
  /** Room for the compressed bytes in the module's memory. */
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  /** A view of the module's memory: to be copied before the next call. */
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
