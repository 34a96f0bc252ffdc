import type { CallOptions } from "./sender.ts";

/** An operation that answers page by page. Called, it gives one page. */
export interface Pages<Args extends readonly unknown[], Page> {
  (...args: Args): Promise<Page>;
  /** Every page from the cursor given, or from the first. */
  pages(...args: Args): AsyncGenerator<Page, void, undefined>;
}

/** The same of pages that hold one list. */
export interface Paged<Args extends readonly unknown[], Page, Item> extends Pages<Args, Page> {
  /** The rows of every page, one by one. */
  items(...args: Args): AsyncGenerator<Item, void, undefined>;
}

type One = (input: object | undefined, options?: CallOptions) => Promise<unknown>;

/** Walks over the pages of an operation; `list` names the field of a page that holds its rows, where one does. */
export function paged(one: One, list: string | null): Paged<[input?: object, options?: CallOptions], unknown, unknown> {
  async function* pages(input: object = {}, options?: CallOptions): AsyncGenerator<unknown, void, undefined> {
    for (let cursor: unknown = undefined; cursor !== null;) {
      const page = await one(cursor === undefined ? input : { ...input, cursor }, options);
      yield page;
      cursor = Object(page).next_cursor ?? null;
    }
  }
  async function* items(input?: object, options?: CallOptions): AsyncGenerator<unknown, void, undefined> {
    for await (const page of pages(input, options)) yield* list === null ? [] : Object(page)[list];
  }
  return Object.assign((input?: object, options?: CallOptions) => one(input, options), { pages, items });
}
