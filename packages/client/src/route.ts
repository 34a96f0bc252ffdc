import type { Method } from "./fetch.ts";
import type { Repeat } from "./sender.ts";

/** How an operation is called; generated from the list of operations. */
export interface OperationRoute {
  readonly method: Method;
  /** `{name}` stands for a field of the input. */
  readonly path: string;
  readonly repeat: Repeat;
  /** Of an operation with pages: the field of its answer that holds the rows; null where several do. */
  readonly list?: string | null;
  /** The field of the input whose bytes are the body; the others stand in the query. */
  readonly bytes?: string;
  /** Events instead of an answer. */
  readonly isStream?: true;
  /** A file instead of an answer. */
  readonly isFile?: true;
}
