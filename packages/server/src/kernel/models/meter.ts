/** What requests to a model cost, for whoever counts it. */
import { isRecord } from "./is-record.ts";

export interface Meter {
  /**
   * Before a request is sent; says afterwards how many tokens it were, none where the service took nothing.
   * Rejects where that is more than may be spent: then nothing is sent.
   */
  reserve(request: { readonly model: string; readonly tokens: number }): Promise<(tokens: number) => Promise<void>>;
}

/** Rather too few than too many: what is set aside by it is mostly more than what a request turns out to cost. */
const BYTES_PER_TOKEN = 3;

/** At most, of texts in the languages of programs and people. */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** What the service says that it counted; undefined where it says nothing of it. */
export function tokensTold(json: unknown): number | undefined {
  if (!isRecord(json)) return undefined;
  const { usage, meta } = json;
  const tokens = isRecord(meta) ? meta["tokens"] : undefined;
  const told = isRecord(usage)
    ? (usage["total_tokens"] ?? usage["prompt_tokens"])
    : isRecord(tokens)
      ? tokens["input_tokens"]
      : 0;
  return typeof told === "number" && Number.isSafeInteger(told) && told > 0 ? told : undefined;
}
