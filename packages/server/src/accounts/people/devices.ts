/**
 * Device tokens: what a browser or a command keeps of a sign-in, to be told from strangers who guess. One proves that its
 * bearer knew the password that is the person's now; with another password it is worth nothing. It lets nobody in.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import { idText, parseSecretText } from "#kernel/auth";
import type { Keyring } from "#kernel/secrets";

import type { PersonRow } from "./person-store.ts";

type Owner = Pick<PersonRow, "person_id" | "password">;

export interface Devices {
  issue(owner: Owner): string;
  /** A name for the device that the token was issued to; undefined where it is not the person's, or of another password. */
  deviceOf(token: string | undefined, owner: Owner | undefined): string | undefined;
}

/** Longer than anybody stays away from what they use; a new password ends it sooner. */
export const DEVICE_COOKIE = { field: "device_token", days: 180 } as const;

const NAME_BYTES = 10;

export function createDevices(keyring: Keyring): Devices {
  const proofOf = (device: string, { person_id, password }: Owner, keyId?: string): Buffer =>
    createHmac("sha256", keyring.derive("devices", keyId))
      .update(JSON.stringify([person_id, password, device]))
      .digest();
  return {
    issue(owner) {
      const device = randomBytes(NAME_BYTES).toString("hex");
      return ["aeth_dev", idText(owner.person_id), device, proofOf(device, owner).toString("base64url")].join("_");
    },
    deviceOf(token, owner) {
      const given = token === undefined ? undefined : parseSecretText("dev", token);
      const device = given?.more;
      if (owner === undefined || given?.id !== owner.person_id || device === undefined) return undefined;
      const proof = Buffer.from(given.secret, "base64url");
      const isTheirs = keyring.ids.some((keyId) => timingSafeEqual(proof, proofOf(device, owner, keyId)));
      return isTheirs ? device : undefined;
    },
  };
}
