/** What the client needs of `fetch`: the platform's own fits, and so does any other way to a server. */
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchResponse>;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The bytes of an archive. A stream can be sent once: such a call is never tried again. */
export type Bytes = Blob | Uint8Array | ReadableStream<Uint8Array>;

/** What is sent: JSON, or bytes as every platform's `fetch` takes them. */
export type Body = string | Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

export interface FetchRequest {
  readonly method: Method;
  readonly headers: Record<string, string>;
  readonly body?: Body;
  /** Given with a stream: platforms want to be told that the answer follows the body. */
  readonly duplex?: "half";
  readonly signal: AbortSignal;
  /** A token is for the server it was given for: nobody else is asked. */
  readonly redirect: "error";
}

export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** Read by event streams only; null where answers come whole. */
  readonly body: ByteStream | null;
  text(): Promise<string>;
  /** Read of files only. */
  arrayBuffer?(): Promise<ArrayBuffer>;
}

export interface ByteStream {
  getReader(): ByteReader;
}

export interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
