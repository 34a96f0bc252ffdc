/**
 * A tenant that means harm, in a process of its own: `node hostile-client.ts ROOT URL KEY`, where ROOT may be indexed. At a
 * line `prepare` of its input it indexes a first tree. It begins at a line `begin SALT`, which it answers at once, and stops at a line
 * `stop`, which it answers when all of its calls and jobs are over, with how often it was answered with which status.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { hostileQuestions, writeHostileTree } from "./hostile-tenant.ts";

const LOOK_MS = 200;
const REFUSED_MS = 20;
const AT_A_TIME = 8; // calls; what it may have under way is for the server to say

interface Server {
  readonly root: string;
  readonly url: string;
  readonly key: string;
}

interface Asked {
  readonly path: string;
  readonly body?: object;
}

async function ask({ url, key }: Server, { path, body }: Asked): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Indexes and searches until it is stopped; resolves when the last answer is there. */
function disturb(server: Server, salt: string): () => Promise<Readonly<Record<string, number>>> {
  const over = new AbortController();
  const { signal } = over;
  const answered: Record<string, number> = {};
  const send = async (asked: Asked): Promise<void> => {
    const { status } = await ask(server, asked);
    answered[status] = (answered[status] ?? 0) + 1;
    if (status === 429) await sleep(REFUSED_MS);
  };
  const index = async (): Promise<void> => {
    for (let n = 0; !signal.aborted; n += 1) {
      writeHostileTree(server.root, `${salt}n${n}`);
      await send({ path: "/ingest/repository", body: { path: server.root, name: "hostile" } });
      while (!signal.aborted && (await openJob(server)) !== undefined) await sleep(LOOK_MS);
    }
  };
  const search = async (worker: number): Promise<void> => {
    for (let n = 0; !signal.aborted; n += 1) {
      const questions = hostileQuestions(`w${worker}${salt}n${n}`);
      for (const [at] of questions.entries()) {
        const question = questions[(at + worker * 2) % questions.length];
        if (!signal.aborted && question !== undefined) await send(question);
      }
    }
  };
  const all = Promise.all([index(), ...Array.from({ length: AT_A_TIME }, (_, worker) => search(worker))]);
  return async () => {
    over.abort();
    await all;
    for (let id = await openJob(server); id !== undefined; id = await openJob(server)) {
      await ask(server, { path: `/jobs/${id}/cancel`, body: {} });
      await sleep(LOOK_MS);
    }
    return answered;
  };
}

/** Indexes a first tree to the end: what there is nothing in is searched in no time. */
async function prepare(server: Server): Promise<void> {
  writeHostileTree(server.root, "first");
  const { status } = await ask(server, { path: "/ingest/repository", body: { path: server.root, name: "hostile" } });
  for (let state = await newestJob(server); state?.state !== "succeeded"; state = await newestJob(server)) {
    if (status !== 202 || state?.state === "failed") throw new Error(`the hostile tree is not indexed: ${status}`);
    await sleep(LOOK_MS);
  }
}

/** The newest of its jobs, which are the ones that are not done. */
async function newestJob(server: Server): Promise<{ job_id: string; state: string } | undefined> {
  const { status, text } = await ask(server, { path: "/jobs?limit=1" });
  if (status === 429) return { job_id: "unknown", state: "running" }; // too many calls: ask again
  const { data }: { data: { jobs: { job_id: string; state: string }[] } } = JSON.parse(text);
  return data.jobs[0];
}

async function openJob(server: Server): Promise<string | undefined> {
  const job = await newestJob(server);
  return job?.state === "queued" || job?.state === "running" ? job.job_id : undefined;
}

const [root = "", url = "", key = ""] = process.argv.slice(2);
let stop: (() => Promise<object>) | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  const [word, salt = ""] = line.split(" ");
  if (word === "begin") stop = disturb({ root, url, key }, salt);
  if (word === "prepare") await prepare({ root, url, key });
  console.log(JSON.stringify((word === "stop" && (await stop?.())) || {}));
}
process.exit(0);
