/** Reads JSON as people write it in configuration: with comments and trailing commas. */
export function parseJsonc(text: string): unknown {
  const plain = text.replace(STRING_OR_COMMENT, (token) => (token.startsWith('"') ? token : " "));
  const strict = plain.replace(STRING_OR_TRAILING_COMMA, (token, close: string | undefined) => close ?? token);
  try {
    return JSON.parse(strict.replace(/^\uFEFF/, ""));
  } catch {
    // A manifest that is no JSON says nothing; what it would have mapped stays unresolved, with that reason.
    return undefined;
  }
}

const STRING_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g;
const STRING_OR_TRAILING_COMMA = /"(?:[^"\\\n]|\\.)*"|,\s*([\]}])/g;

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
