/** Rust's attributes stand before what they are about and are no part of its node. */

/** More than anybody writes above one item. */
const MAX_CHARS = 4_000;
const LINE = /(?:^|\n)[ \t]*(\/\/[^\n]*|#!?\[[^\n]*)$/;

/** The attributes directly above an offset, with comments between them, and where the first begins. */
export function attributesAbove(text: string, offset: number): { readonly text: string; readonly start: number } {
  const floor = Math.max(0, offset - MAX_CHARS);
  let start = offset;
  for (let end = lastCode(text, floor, start); end > floor; end = lastCode(text, floor, start)) {
    const from = text[end - 1] === "]" ? openingOf(text, floor, end - 1) : commentAt(text, floor, end);
    if (from === undefined) break;
    start = from;
  }
  const attributes = text.slice(start, offset).replace(/^[ \t]*\/\/[^\n]*/gm, (comment) => " ".repeat(comment.length));
  const first = attributes.search(/#\[/);
  return first < 0 ? { text: "", start: offset } : { text: attributes.slice(first), start: start + first };
}

/** One past the last character before the offset that is no white space. */
function lastCode(text: string, floor: number, offset: number): number {
  let end = offset;
  while (end > floor && text.charCodeAt(end - 1) <= 32) end--;
  return end;
}

/** Where the attribute begins whose closing bracket is at the offset. */
function openingOf(text: string, floor: number, closing: number): number | undefined {
  let depth = 0;
  for (let at = closing; at > floor; at--) {
    if (text[at] === "]") depth++;
    else if (text[at] === "[" && --depth === 0) return text[at - 1] === "#" ? at - 1 : undefined;
  }
  return undefined;
}

/** A plain comment of one line between attributes; doc comments too, since they may stand below attributes. */
function commentAt(text: string, floor: number, end: number): number | undefined {
  const line = text.lastIndexOf("\n", end - 1) + 1;
  const start = Math.max(floor, line);
  return LINE.test(text.slice(start, end)) ? start : undefined;
}

/** `#[cfg(target_arch = "…")]` */
export function isForSomeMachines(attributes: string): boolean {
  return /#\[\s*cfg\s*\([^\]]*\b(?:target_\w+|unix|windows)\b/.test(attributes);
}
