/** Names that JavaScript, Node and browsers give to every file. */
const LANGUAGE =
  "AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError " +
  "FinalizationRegistry Float32Array Float64Array Function Int16Array Int32Array Int8Array Intl Iterator JSON Map Math " +
  "Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol " +
  "SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet " +
  "decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt unescape";
const PLATFORM =
  "AbortController AbortSignal Blob BroadcastChannel Buffer CompressionStream Crypto CryptoKey CustomEvent " +
  "DOMException DOMParser DecompressionStream Document Element Event EventSource EventTarget File FileList FileReader " +
  "FormData HTMLElement Headers Image IntersectionObserver KeyboardEvent MessageChannel MessageEvent MessagePort " +
  "MouseEvent MutationObserver Node Notification Performance PerformanceObserver ProgressEvent ReadableStream Request " +
  "ResizeObserver Response Storage SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream " +
  "TransformStream URL URLSearchParams WebAssembly WebSocket Window Worker WritableStream XMLHttpRequest " +
  "__dirname __filename addEventListener alert atob btoa cancelAnimationFrame clearImmediate clearInterval " +
  "clearTimeout confirm console crypto customElements dispatchEvent document exports fetch getComputedStyle global " +
  "history indexedDB localStorage location matchMedia module navigator performance postMessage process prompt " +
  "queueMicrotask removeEventListener reportError requestAnimationFrame requestIdleCallback require self " +
  "sessionStorage setImmediate setInterval setTimeout structuredClone window";
const TYPES =
  "Array AsyncGenerator AsyncIterable AsyncIterableIterator AsyncIterator Awaited Exclude Extract Generator " +
  "InstanceType Iterable IterableIterator NonNullable Omit Parameters Partial Pick PromiseLike PropertyKey " +
  "Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Required ReturnType ThisType ArrayLike RequestInit " +
  "ResponseInit HeadersInit BodyInit ArrayBufferLike ArrayBufferView BufferSource CryptoKeyPair TemplateStringsArray " +
  "ConstructorParameters Capitalize Lowercase Uppercase Uncapitalize RegExpMatchArray RegExpExecArray ErrorOptions";

export const SCRIPT_GLOBALS: ReadonlySet<string> = new Set(`${LANGUAGE} ${PLATFORM} ${TYPES}`.split(" "));

/** Their call makes an instance, with and without `new`. */
export const SCRIPT_BUILTIN_TYPES: ReadonlySet<string> = new Set(
  LANGUAGE.split(" ").filter((name) => /^[A-Z]/.test(name) && !["JSON", "Math", "Reflect", "Atomics"].includes(name)),
);

/** Types of primitive values, by the object type that has their members. */
export const PRIMITIVES: ReadonlyMap<string, string> = new Map([
  ["string", "String"],
  ["number", "Number"],
  ["boolean", "Boolean"],
  ["bigint", "BigInt"],
  ["symbol", "Symbol"],
]);
