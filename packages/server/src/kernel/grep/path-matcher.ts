import { RE2JS } from "re2js";

/** Tells paths that fit a path filter's expression (`pathPattern`), in time proportional to the path, whatever the filter. */
export function pathMatcher(expression: string): (path: string) => boolean {
  const compiled = RE2JS.compile(expression, RE2JS.DOTALL);
  return (path) => compiled.matcher(path).find();
}
