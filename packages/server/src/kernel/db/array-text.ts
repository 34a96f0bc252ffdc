/**
 * Reads PostgreSQL's text form of an array: `{1,NULL,"a \"b\"",{…}}`. Bounds (`[2:3]={…}`) are skipped:
 * they come only from arrays that were made with them.
 */
export function parseArray(text: string, parse: (element: string) => unknown): unknown[] {
  const start = text.indexOf("{");
  const root: unknown[] = [];
  const open: unknown[][] = [root];
  let at = start + 1;
  while (at < text.length) {
    const list = open.at(-1) ?? root;
    const char = text.charAt(at);
    if (char === ",") {
      at += 1;
    } else if (char === "{") {
      const nested: unknown[] = [];
      list.push(nested);
      open.push(nested);
      at += 1;
    } else if (char === "}") {
      open.pop();
      at += 1;
    } else if (char === '"') {
      const end = closingQuote(text, at);
      list.push(parse(text.slice(at + 1, end).replaceAll(/\\(.)/gs, "$1")));
      at = end + 1;
    } else {
      const end = plainEnd(text, at);
      const element = text.slice(at, end);
      list.push(element === "NULL" ? null : parse(element));
      at = end;
    }
  }
  return root;
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (text.charAt(at) !== '"') {
    if (at >= text.length) throw new SyntaxError("an array from the database has no closing quote");
    at += text.charAt(at) === "\\" ? 2 : 1;
  }
  return at;
}

function plainEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charAt(at) !== "," && text.charAt(at) !== "}") at += 1;
  return at;
}
