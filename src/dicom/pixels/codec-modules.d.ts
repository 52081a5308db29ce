/** The codec packages ship no types. */
declare module "@cornerstonejs/codec-charls/decodewasmjs" {
  const createModule: import("./codec-module.ts").CreateModule<"JpegLSDecoder">;
  export default createModule;
}
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  const createModule: import("./codec-module.ts").CreateModule<"JPEGDecoder">;
  export default createModule;
}
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs" {
  const createModule: import("./codec-module.ts").CreateModule<"J2KDecoder">;
  export default createModule;
}
declare module "@cornerstonejs/codec-openjph/wasmjs" {
  const createModule: import("./codec-module.ts").CreateModule<"HTJ2KDecoder">;
  export default createModule;
}
