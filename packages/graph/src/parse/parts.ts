/** What patterns take of a value. */

/** A member by name, an item by its place (from the end if negative), any element (null), or all from a place on. */
export type Part = string | number | null | { readonly from: number };
