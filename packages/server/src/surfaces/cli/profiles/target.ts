import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { readOwner } from "../owner.ts";
import type { Environment } from "../terminal.ts";
import { type Profile, type ProfileFile, profileOf, profilePath, readProfiles } from "./profile-file.ts";

/** The name of no profile: the data directory of this machine. */
export const LOCAL = "local";

/** A server that is asked over the network, and how one is let in. */
export interface Target {
  readonly url: URL;
  /** The profile whose credential is used. */
  readonly name: string | undefined;
  readonly profile: Profile | undefined;
  /** Of the owner of this server, or of the environment. */
  readonly token: string | undefined;
}

export interface TargetNeeds {
  readonly given: Arguments;
  readonly env: Environment;
  readonly directory: string;
  readonly warn: (text: string) => void;
}

/**
 * Whom to ask: flag before environment before profile; undefined for the data directory. A credential goes to the server
 * it was given for: AETHER_TOKEN to the one that a flag or AETHER_API_URL names, a profile's to the profile's.
 */
export function findTarget(needs: TargetNeeds): Target | undefined {
  const { given, env, warn } = needs;
  const content = readProfiles(profilePath(env), warn);
  const url = urlNamed(given, env);
  return url === undefined ? ofProfile(needs, content) : ofUrl(needs, url, content);
}

/** The URL that a flag names, or the environment where no flag names a profile. */
function urlNamed(given: Arguments, env: Environment): URL | undefined {
  const text = given.text("api-url") ?? (given.text("profile") === undefined ? env["AETHER_API_URL"] : undefined);
  return nonEmpty(text) === undefined ? undefined : checkedUrl(text ?? "");
}

function profileNamed({ given, env }: TargetNeeds): string | undefined {
  return given.text("profile") ?? nonEmpty(env["AETHER_PROFILE"]);
}

function ofProfile(needs: TargetNeeds, content: ProfileFile): Target | undefined {
  const name = profileNamed(needs) ?? content.current ?? LOCAL;
  if (name === LOCAL) return undefined;
  const profile = profileOf(content, name);
  if (profile === undefined) throw noProfile(name, Object.keys(content.profiles));
  return { url: checkedUrl(profile.url), name, profile, token: undefined };
}

/** The credential of the environment, which somebody gave on purpose; of the owner of that server; or of a profile with it. */
function ofUrl(needs: TargetNeeds, url: URL, content: ProfileFile): Target {
  const owner = readOwner(needs.directory);
  const isOwner = owner !== undefined && new URL(owner.url).origin === url.origin;
  const token = nonEmpty(needs.env["AETHER_TOKEN"]) ?? (isOwner ? owner.token : undefined);
  if (token !== undefined) return { url, name: undefined, profile: undefined, token };
  const name = [profileNamed(needs), content.current, ...Object.keys(content.profiles)].find(
    (each) => URL.parse(profileOf(content, each ?? "")?.url ?? "")?.origin === url.origin,
  );
  return { url, name: name ?? undefined, profile: profileOf(content, name ?? ""), token: undefined };
}

/** The name under which a sign-in is kept. */
export function profileName(given: Arguments, env: Environment): string {
  const name = given.text("profile") ?? nonEmpty(env["AETHER_PROFILE"]) ?? "default";
  if (!/^[\w.-]{1,64}$/.test(name) || name === LOCAL || Object.hasOwn(Object.prototype, name)) {
    throw usage(`a profile cannot be called "${name}"`, "Letters, digits, . _ and -, 64 at most, and not `local`.");
  }
  return name;
}

export function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usage(`"${text}" is not the URL of a server`, "Write it as http://127.0.0.1:8000.");
  }
  if (url.username !== "" || url.password !== "") {
    throw usage("the URL holds a password, which others can see", "Put the token into AETHER_TOKEN instead.");
  }
  return url;
}

/** The operating system, and whoever is between, can read what goes over http to another machine. */
export function isPrivate(url: URL): boolean {
  return url.protocol === "https:" || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function noProfile(name: string, known: readonly string[]) {
  const list = known.length === 0 ? "There is none yet." : `There are: ${known.join(", ")}.`;
  return usage(`there is no profile "${name}"`, `${list} To make it: aether login URL --profile ${name}`);
}

export function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
