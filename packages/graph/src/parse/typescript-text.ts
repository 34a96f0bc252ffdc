/**
 * What TypeScript's grammar takes wrongly: a member of an interface that begins with its type parameters (`<T>(x: T): void`)
 * is read as a comparison with the line before, which then ends the file for it. A semicolon in the indentation helps.
 */

/** `<`, then the first letter of a type parameter, which may stand on a later line. */
const BEGINS_WITH_PARAMETERS = /^[ \t]+<(?:$|\s*[A-Za-z_$])/;
/** After one of these a line goes on, or has ended already. */
const GOES_ON = /[;{,(|&=<?:+*/-]$/;
const COMMENT_LINE = /^\s*(?:\/\/|\/?\*)/;

export function prepareTypeScript(text: string): string {
  if (!/^[ \t]+</m.test(text)) return text;
  let before = "";
  const lines = text.split("\n").map((line) => {
    const isOpen = BEGINS_WITH_PARAMETERS.test(line) && before !== "" && !GOES_ON.test(before);
    if (!COMMENT_LINE.test(line) && line.trim() !== "") before = line.replace(/\s\/\/.*$/, "").trimEnd();
    const at = line.indexOf("<");
    return isOpen ? `${line.slice(0, at - 1)};${line.slice(at)}` : line;
  });
  return lines.join("\n");
}
