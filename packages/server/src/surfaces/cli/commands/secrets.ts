import type { ReencryptSecretsOutput } from "@aether/client";

import { addKeyToFile } from "#kernel/secrets";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { readOwner } from "../owner.ts";
import { count } from "../place.ts";
import type { Session } from "../session.ts";

/** `aether secrets rotate-key | reencrypt`. */
export async function secrets(session: Session, given: Arguments): Promise<number> {
  const [action = ""] = given.operands;
  if (action === "rotate-key") return rotateKey(session);
  if (action === "reencrypt") return reencrypt(session);
  throw usage(`aether secrets cannot "${action}"`, "It knows: rotate-key, reencrypt.");
}

const STEPS = `The root keys stand in AETHER_SECRET_KEYS, which only you can change. To rotate:
  1. make a key:                   openssl rand -base64 32
  2. put it behind the others:     AETHER_SECRET_KEYS=OLD_ID:<the old key>,NEW_ID:<the key>
     and restart every server, so that all know it before one uses it
  3. put it in front of all:       AETHER_SECRET_KEYS=NEW_ID:<the key>,OLD_ID:<the old key>
     and restart every server
  4. seal everything under it:     aether secrets reencrypt
  5. take away the old key as soon as step 4 says that nothing needs it, ten minutes after step 3 at the
     earliest: so long the tokens of people are good that were signed under it`;

/** In the data directory a key is added; what an operator keeps elsewhere is theirs to change. */
async function rotateKey(session: Session): Promise<number> {
  const { print, host, directory } = session;
  const isElsewhere = ["AETHER_SECRET_KEYS", "AETHER_SECRET_KEYS_FILE", "DATABASE_URL", "DATABASE_URL_FILE"].some(
    (name) => (host.env[name] ?? "").trim() !== "",
  );
  if (isElsewhere) {
    await print.line(STEPS);
    return 0;
  }
  const ids = await addKeyToFile(directory);
  const [current = ""] = ids;
  const others = ids.length > 1 ? `; kept beside it: ${ids.slice(1).join(", ")}` : "";
  print.say(`${current} is the current root key in ${directory}${others}`);
  if (readOwner(directory) === undefined) return reencrypt(session);
  print.say("Restart the server that has the data open, then: aether secrets reencrypt");
  if (print.isJson) await print.json({ current, keys: ids });
  return 0;
}

/** As often as it takes; a call that was interrupted goes on where it was. */
async function reencrypt({ connect, print, interrupted }: Session): Promise<number> {
  const client = await connect();
  let answer: ReencryptSecretsOutput;
  let resealed = 0;
  do {
    answer = await client.reencryptSecrets();
    resealed += answer.resealed;
  } while (answer.more && answer.resealed > 0 && !interrupted.aborted);
  if (print.isJson) {
    await print.json({ ...answer, resealed });
    return 0;
  }
  await print.line(`${count(resealed, "secret")} sealed under ${answer.current}`);
  for (const { id, secrets: sealed, api_keys, removable } of answer.keys) {
    const needs = [count(sealed, "secret"), ...(api_keys > 0 ? [count(api_keys, "API key")] : [])].join(" and ");
    if (id === answer.current) await print.line(`  ${id}: current, ${needs}`);
    else
      await print.line(
        `  ${id}: ${removable ? "nothing needs it any more: take it away" : `still needed by ${needs}`}`,
      );
  }
  return 0;
}
