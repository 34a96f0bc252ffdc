/** Access tokens that are not ours, or are ours and say what we never would. */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { serveAccounts, type ServedAccounts } from "./served-accounts.ts";

const b64 = (text: string): string => Buffer.from(text).toString("base64url");
/** Signed as it stands: header and claims are texts, so that they can be what JSON.stringify never writes. */
const jwtOf = (header: string, claims: string, key: KeyObject): string => {
  const text = `${b64(header)}.${b64(claims)}`;
  return `${text}.${signBytes(null, Buffer.from(text), key).toString("base64url")}`;
};
const json = (value: object): string => JSON.stringify(value);

describe.each(ENGINES)("access tokens on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  /** A token of ours in its parts, and the very key that signs ours: what is refused is refused for what it says. */
  const signedIn = async () => {
    const { email, password } = await served.member("member");
    const { access_token: access, refresh_token: refresh } = (
      await served.post("/api/v1/auth/login", { email, password })
    ).json()["data"];
    const [head = "", body = ""] = String(access).split(".");
    const header: object = JSON.parse(Buffer.from(head, "base64url").toString());
    const claims: { tid: string; sid: string; sub: string } = JSON.parse(Buffer.from(body, "base64url").toString());
    const seed = served.keyring.derive("access-token");
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    return { access: String(access), refresh: String(refresh), head, body, header, claims, key };
  };
  const status = async (token: string): Promise<number> => (await served.http("/api/v1/me", { token })).status;
  const refused = async (tokens: Readonly<Record<string, string>>): Promise<void> => {
    for (const [what, token] of Object.entries(tokens)) expect([what, await status(token)]).toEqual([what, 401]);
  };

  test("AUTH-09: no other algorithm than ours is taken, nor our public key as a shared secret", async () => {
    const { access, head, body, header, key } = await signedIn();
    const open = createPublicKey(key);
    const jwk = open.export({ format: "jwk" });
    const secrets = {
      pem: open.export({ format: "pem", type: "spki" }),
      der: open.export({ format: "der", type: "spki" }),
      raw: Buffer.from(String(jwk.x), "base64url"),
      jwk: json(jwk),
      empty: "",
    };
    const hs256 = (secret: string | Buffer): string => {
      const text = `${b64(json({ ...header, alg: "HS256" }))}.${body}`;
      return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
    };
    await refused(
      Object.fromEntries(Object.entries(secrets).map(([form, secret]) => [`HS256, ${form}`, hs256(secret)])),
    );
    const signature = access.split(".")[2] ?? "";
    for (const alg of ["none", "None", "nOnE", "NONE", "", "Ed25519", "ES256"]) {
      const other = json({ ...header, alg });
      await refused({
        [`alg ${alg}, no signature`]: `${b64(other)}.${body}.`,
        [`alg ${alg}, the signature`]: `${b64(other)}.${body}.${signature}`,
        [`alg ${alg}, signed`]: jwtOf(other, Buffer.from(body, "base64url").toString(), key),
      });
    }
    await refused({
      "empty signature": `${head}.${body}.`,
      "short signature": `${head}.${body}.AAAA`,
      "two parts": `${head}.${body}`,
      "four parts": `${access}.x`,
      letters: "a.b.c",
      nothing: "..",
    });
    expect(await status(access)).toBe(200);
  });

  test("AUTH-09: no header names another key or asks for anything, signed by whomever, by ourselves, too", async () => {
    const { header, claims, key } = await signedIn();
    const foreign = generateKeyPairSync("ed25519");
    const headers = {
      kid: { kid: "../../dev/null" },
      "kid with SQL": { kid: "' or 1=1 --" },
      "kid of another": { kid: "k2" },
      jwk: { jwk: foreign.publicKey.export({ format: "jwk" }) },
      jku: { jku: "https://evil.example/keys" },
      x5u: { x5u: "https://evil.example/cert" },
      "unknown crit": { crit: ["exp2"], exp2: 1 },
      "known crit": { crit: ["b64"], b64: true },
      "empty crit": { crit: [] },
    };
    for (const [what, more] of Object.entries(headers)) {
      for (const [who, signer] of Object.entries({ us: key, others: foreign.privateKey })) {
        await refused({ [`${what}, signed by ${who}`]: jwtOf(json({ ...header, ...more }), json(claims), signer) });
      }
    }
    await refused({ "a key that is not ours": jwtOf(json(header), json(claims), foreign.privateKey) });
    expect(await status(jwtOf(json(header), json(claims), key))).toBe(200);
  });

  test("AUTH-09: a name that is said twice is refused, in the header and in the claims", async () => {
    const { header, claims, key } = await signedIn();
    const other = await signedIn();
    const twice = (object: object, name: string, value: string): string =>
      json(object).replace("{", `{${json({ [name]: value }).slice(1, -1)},`);
    await refused({
      tid: jwtOf(json(header), twice(claims, "tid", other.claims.tid), key),
      sub: jwtOf(json(header), twice(claims, "sub", other.claims.sub), key),
      "tid, after": jwtOf(json(header), json(claims).replace(/\}$/, `,"tid":"${claims.tid}"}`), key),
      alg: jwtOf(twice(header, "alg", "none"), json(claims), key),
      "escaped tid": jwtOf(json(header), json(claims).replace('"tid"', '"t\\u0069d"'), key),
      blanks: jwtOf(json(header), json(claims).replaceAll(",", ", "), key),
      "no object": jwtOf(json(header), "[]", key),
    });
    expect(await status(jwtOf(json(header), json(claims), key))).toBe(200);
  });

  test("AUTH-10: a token that is out of its time, meant for others or changed is refused", async () => {
    const { access, refresh, head, body, header, claims, key } = await signedIn();
    const now = Math.floor(served.clock.now() / 1000);
    const sign = (more: object, typ = "at+jwt"): string =>
      jwtOf(json({ ...header, typ }), json({ ...claims, iat: now, nbf: now, exp: now + 600, ...more }), key);
    expect(await status(sign({}))).toBe(200);
    const late = (seconds: number): object => ({ iat: now - 600 - seconds, nbf: now - 600, exp: now - seconds });
    const bad = {
      "exp past": late(100),
      "exp past by more than the skew": late(31),
      "exp absent": { exp: undefined },
      "exp a string": { exp: String(now + 600) },
      "exp a word": { exp: "tomorrow" },
      "exp 1e30": { exp: 1e30 },
      "exp of tomorrow": { exp: now + 86_400 },
      "exp null": { exp: null },
      "nbf absent": { nbf: undefined },
      "nbf a string": { nbf: String(now) },
      "nbf in the future": { nbf: now + 300 },
      "nbf beyond the skew": { nbf: now + 31 },
      "iat absent": { iat: undefined },
      "iat in the future": { iat: now + 300, exp: now + 900 },
      "aud of others": { aud: "other" },
      "aud absent": { aud: undefined },
      "aud a list with others": { aud: ["aether", "other"] },
      "aud a list": { aud: ["aether"] },
      "iss of others": { iss: "other" },
      "iss absent": { iss: undefined },
      "sub absent": { sub: undefined },
      "tid of another": { tid: crypto.randomUUID() },
      "tid with SQL": { tid: `${claims.tid}' or true --` },
      "tid a list": { tid: [claims.tid] },
      "sid of another": { sid: crypto.randomUUID() },
    };
    await refused(Object.fromEntries(Object.entries(bad).map(([what, more]) => [what, sign(more)])));
    for (const typ of ["JWT", "refresh", "rt+jwt", ""]) await refused({ [`typ ${typ}`]: sign({}, typ) });
    const tid = (await signedIn()).claims.tid;
    await refused({
      "tid of B edited": `${head}.${b64(json({ ...claims, tid }))}.${access.split(".")[2]}`,
      "tid of B signed": sign({ tid }),
      "refresh as access": refresh,
    });
    const spend = (token: string) => served.post("/api/v1/auth/refresh", { refresh_token: token });
    expect([(await spend(access)).status, (await spend(`${head}.${body}.`)).status]).toEqual([401, 401]);
  });
});
