import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import {
  keptInOf,
  type ProfileFile,
  profileOf,
  readProfiles,
  signedInBy,
  writeProfiles,
} from "../profiles/profile-file.ts";
import { checkedUrl, LOCAL } from "../profiles/target.ts";
import type { Session } from "../session.ts";
import { didYouMean } from "../suggest.ts";
import { plainLine } from "../terminal.ts";

const ACTIONS = ["list", "get", "set", "path", "profiles"];
const KEYS = ["profile", "url"];

/** `aether config [list | get KEY | set KEY VALUE | path | profiles]`: what this command remembers. Keys are never shown. */
export async function config(session: Session, given: Arguments): Promise<number> {
  const { print, profiles } = session;
  const { file } = profiles;
  const [action = "list", key = "", value] = given.operands;
  if (action === "path") return show(session, file);
  const content = readProfiles(file, print.warn);
  switch (action) {
    case "list":
      return list(session, content);
    case "profiles":
      return listProfiles(session, content);
    case "get":
      if (key === "") return list(session, content);
      return show(session, valueOf(content, await checkedKey(key)));
    case "set": {
      if (key === "") throw usage("aether config set needs a KEY and a VALUE", `There are: ${KEYS.join(", ")}.`);
      const next = changed(content, { key: await checkedKey(key), value });
      await forgetOld(session, content, next);
      writeProfiles(file, next);
      return 0;
    }
    default: {
      const guess = await didYouMean(action, ACTIONS);
      throw usage(
        `aether config cannot "${action}"`,
        `${guess === "" ? "" : `${guess} `}It knows: ${ACTIONS.join(", ")}.`,
      );
    }
  }
}

/** What the key ring had for a server that the profile does not lead to any more. */
async function forgetOld({ profiles }: Session, { current }: ProfileFile, next: ProfileFile): Promise<void> {
  const before =
    current === null
      ? undefined
      : profileOf(
          readProfiles(profiles.file, () => undefined),
          current,
        );
  if (current === null || before === undefined || profileOf(next, current)?.ring === before.ring) return;
  await profiles.credentials.forget(current, before);
}

async function show({ print }: Session, value: string): Promise<number> {
  await (print.isJson ? print.json(value) : print.line(plainLine(value)));
  return 0;
}

async function list({ print }: Session, content: ProfileFile): Promise<number> {
  const all = Object.fromEntries(KEYS.map((key) => [key, valueOf(content, key)]));
  if (print.isJson) await print.json(all);
  else for (const [key, value] of Object.entries(all)) await print.line(`${key} = ${plainLine(value)}`);
  return 0;
}

async function listProfiles({ print }: Session, { current, profiles }: ProfileFile): Promise<number> {
  const rows = Object.entries(profiles).map(([name, profile]) => {
    const [signed_in_by, kept_in] = [signedInBy(profile), keptInOf(profile)];
    return { name, url: profile.url, signed_in_by, kept_in, current: name === current };
  });
  if (print.isJson) await print.json({ profiles: rows });
  else
    for (const row of rows)
      await print.line(
        `${row.current ? "*" : " "} ${plainLine(row.name)}  ${plainLine(row.url)}  ${row.signed_in_by} in ${row.kept_in}`,
      );
  if (rows.length === 0) print.say("There are no profiles. `aether login URL` makes one.");
  return 0;
}

async function checkedKey(key: string): Promise<string> {
  if (KEYS.includes(key)) return key;
  const guess = await didYouMean(key, KEYS);
  throw usage(`there is no setting "${key}"`, `${guess === "" ? "" : `${guess} `}There are: ${KEYS.join(", ")}.`);
}

function valueOf(content: ProfileFile, key: string): string {
  const { current } = content;
  if (key === "profile") return current ?? LOCAL;
  return current === null ? "" : (profileOf(content, current)?.url ?? "");
}

function changed(
  content: ProfileFile,
  { key, value }: { readonly key: string; readonly value: string | undefined },
): ProfileFile {
  if (value === undefined)
    throw usage(
      `aether config set ${key} needs a value`,
      `For example: aether config set ${key} ${key === "url" ? "https://aether.example.com" : "default"}`,
    );
  const { current, profiles } = content;
  if (key === "profile") {
    if (value !== LOCAL && !Object.hasOwn(profiles, value)) {
      throw usage(`there is no profile "${value}"`, `There are: ${[LOCAL, ...Object.keys(profiles)].join(", ")}.`);
    }
    return { ...content, current: value === LOCAL ? null : value };
  }
  const before = current === null ? undefined : profileOf(content, current);
  if (current === null || before === undefined) throw usage("no profile is in use", "Make one: aether login URL");
  const url = checkedUrl(value);
  // A credential is for the server it was given for.
  const isSame = url.origin === new URL(before.url).origin;
  return {
    ...content,
    profiles: { ...profiles, [current]: isSame ? { ...before, url: url.href } : { url: url.href } },
  };
}
