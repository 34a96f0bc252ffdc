import { readFile } from "node:fs/promises";
import path from "node:path";

import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

import { Fault } from "#kernel/errors";

import { createNonce, pagePolicy } from "./security-headers.ts";

/** Stands in index.html wherever the page needs the nonce of its style policy. */
const NONCE_MARK = "__CSP_NONCE__";

/** The built web page at the root. Its files hold no data: what it shows, it asks of the API. */
export async function addWebPage(app: FastifyInstance, directory: string | undefined): Promise<void> {
  const html = directory === undefined ? undefined : await readPage(directory);
  app.get("/", async (_request, reply) => {
    if (html === undefined) throw new Fault("NOT_FOUND", "the web page has not been built; `make build` does it");
    const nonce = createNonce();
    return reply
      .header("content-security-policy", pagePolicy(nonce))
      .type("text/html; charset=utf-8")
      .send(html.replaceAll(NONCE_MARK, nonce));
  });
  if (html === undefined || directory === undefined) return;
  await app.register(fastifyStatic, {
    root: path.join(directory, "assets"),
    prefix: "/assets/",
    index: false,
    redirect: false,
    dotfiles: "deny",
    cacheControl: false,
    // Vite names these files by their content.
    setHeaders: (response) => void response.header("cache-control", "public, max-age=31536000, immutable"),
  });
}

async function readPage(directory: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(directory, "index.html"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
