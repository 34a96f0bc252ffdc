import { Fault } from "#kernel/errors";

/** A key as it begins, also where the underscores are percent-encoded. */
const KEY = /aeth(?:_|%5f)(?:live|test|op|rt|inv|reset)(?:_|%5f)/i;
/** Names under which other services take keys in the query. */
const NAMES = /[?&](?:api[-_]?key|access[-_]?token|authorization|x-api-key)=/i;

/**
 * URLs end up in logs, histories and referrers. Whoever puts a key into one is told so at once, whether or not the key is
 * good, and without a word of it in the answer. @throws Fault VALIDATION_ERROR
 */
export function refuseSecretsIn(url = ""): void {
  if (!KEY.test(url) && !NAMES.test(url)) return;
  throw new Fault(
    "VALIDATION_ERROR",
    "a key does not belong into a URL, where logs and histories keep it: revoke it, and send the new one as `Authorization: Bearer …`",
    { problems: [{ path: "", message: "holds a key" }] },
  );
}
