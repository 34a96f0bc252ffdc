import { hash, verify } from "@node-rs/argon2";

/** Argon2id with 46 MiB and one pass, which OWASP's ASVS 5.0 approves: 12 ms of CPU. */
const COST = { memoryCost: 46 * 1024, timeCost: 1, parallelism: 1 };

/** Of a password that nobody has: whoever is not there is refused after the same work. */
const NOBODYS = "$argon2id$v=19$m=47104,t=1,p=1$SxGcF1/xWjJceUplTT/VEA$ae2ZQh0wLE5R3lwO57kSPjPqHWZUoSwxAmag35igFm0";

export function hashPassword(password: string): Promise<string> {
  return hash(oneForm(password), COST);
}

export async function isPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const isRight = await verify(kept ?? NOBODYS, oneForm(password));
  return isRight && typeof kept === "string";
}

/** Keyboards disagree on how an accent is written. */
function oneForm(password: string): string {
  return password.normalize("NFKC");
}
