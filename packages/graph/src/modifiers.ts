/** What is said of a definition besides its kind and its name, in one word each for all languages. */
export type Modifier =
  | "static"
  | "abstract"
  | "async"
  | "generator"
  /** A function that is used like a field. */
  | "property"
  /** What of it runs where it is read, written or deleted. */
  | "getter"
  | "setter"
  | "deleter"
  | "constructor"
  | "override"
  | "default"
  | "anonymous"
  /** A type that is its own only instance: an object. */
  | "singleton"
  /** A module whose members become those of the types that include it. */
  | "mixin"
  /** No definition of its own: a block that gives members and bases to the type its receiver names (Rust's `impl`). */
  | "extension"
  /** No name of the scope around it: `box.open = () => …`, an expression that has a name for itself alone. */
  | "unbound"
  /** Compiled for some machines only. */
  | "platform";
