/** A token, or where to get one. */
export type Token = string | TokenProvider | undefined;

export interface TokenProvider {
  /** Asked before each call. */
  get(): Promise<string | undefined> | string | undefined;
  /** Asked once when the server has refused the token; undefined where there is no other. */
  refresh?(refused: string): Promise<string | undefined>;
}

export interface TokenSource {
  get(): Promise<string | undefined>;
  /** Another token than the refused one. Calls that are refused together ask together. */
  renew(refused: string): Promise<string | undefined>;
}

export function createTokenSource(token: Token): TokenSource {
  const provider: TokenProvider = typeof token === "object" ? token : { get: () => token };
  let asked: { readonly refused: string; readonly next: Promise<string | undefined> } | undefined;
  return {
    get: async () => provider.get(),
    async renew(refused) {
      const current = await provider.get();
      if (current !== undefined && current !== refused) return current;
      if (provider.refresh === undefined) return undefined;
      if (asked?.refused !== refused) {
        asked = { refused, next: provider.refresh(refused) };
        // A refresh that failed is asked for anew by the next call.
        asked.next.catch(() => (asked = undefined));
      }
      return asked.next;
    },
  };
}
