/** What the page shows stands in its address, so that a link or the back button brings it back. */
import { useCallback, useSyncExternalStore } from "react";

export interface View {
  readonly query: string;
  readonly repo: string;
  readonly lang: string;
  readonly kind: string;
  readonly path: string;
  /** Id of the definition that is open, or empty. */
  readonly node: string;
}

const KEYS = ["query", "repo", "lang", "kind", "path", "node"] as const;

export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const [query, repo, lang, kind, path, node] = KEYS.map((key) => params.get(key === "query" ? "q" : key) ?? "");
  return {
    query: query ?? "",
    repo: repo ?? "",
    lang: lang ?? "",
    kind: kind ?? "",
    path: path ?? "",
    node: node ?? "",
  };
}

export function writeView(view: View): string {
  const params = new URLSearchParams();
  for (const key of KEYS) if (view[key] !== "") params.set(key === "query" ? "q" : key, view[key]);
  const text = params.toString();
  return text === "" ? "/" : `/?${text}`;
}

const CHANGED = "aether:view";

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener("popstate", listener);
  globalThis.addEventListener(CHANGED, listener);
  return () => {
    globalThis.removeEventListener("popstate", listener);
    globalThis.removeEventListener(CHANGED, listener);
  };
}

/** The view and how to change it; opening or closing a definition makes a step in the history, typing does not. */
export function useView(): [View, (change: Partial<View>) => void] {
  const search = useSyncExternalStore(subscribe, () => location.search);
  const change = useCallback((changed: Partial<View>) => {
    const address = writeView({ ...readView(location.search), ...changed });
    if (changed.node === undefined) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    globalThis.dispatchEvent(new Event(CHANGED));
  }, []);
  return [readView(search), change];
}
