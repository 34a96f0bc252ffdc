/** The little of WebAssembly's interface that is used here; the types of browsers and of Node differ in it. */

declare const compiled: unique symbol;
/** A compiled module, which can be posted to workers. */
export interface CompiledWasm {
  readonly [compiled]: true;
}

declare const WebAssembly: {
  readonly compile: (bytes: Uint8Array) => Promise<CompiledWasm>;
  readonly Instance: new (module: CompiledWasm, imports: object) => object;
};

export function compileWasm(bytes: Uint8Array): Promise<CompiledWasm> {
  return WebAssembly.compile(bytes);
}

/** The core's settings, to which it adds what is known of it once it runs. */
interface CoreModule {
  readonly wasmBinary?: Uint8Array;
  readonly instantiateWasm?: (imports: object, receive: (instance: object, module: CompiledWasm) => void) => object;
  readonly HEAP8?: Int8Array;
}

/** How the parser's core is told where its WebAssembly comes from. */
export function coreOptions(core: Uint8Array | CompiledWasm): CoreModule {
  if (core instanceof Uint8Array) return { wasmBinary: core };
  return {
    instantiateWasm: (imports, receive) => {
      receive(new WebAssembly.Instance(core, imports), core);
      return {};
    },
  };
}
