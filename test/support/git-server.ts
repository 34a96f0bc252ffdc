/** A real git server over TLS on 127.0.0.1: `git http-backend` behind Node's https, signed by an authority of the test's own. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { gitRepository, type GitRepository } from "./git-repository.ts";

export interface GitServer {
  readonly port: number;
  /** `https://localhost:PORT`. */
  readonly origin: string;
  /** For AETHER_GIT_ALLOWED_HOSTS. */
  readonly host: string;
  readonly caFile: string;
  /** Paths that were asked for, with whether a credential came along. */
  readonly asked: readonly string[];
  /** A repository that is served as `/NAME.git`; its work tree is the test's. */
  repository(name: string): GitRepository;
  /** From now on the name is shown only to who brings this token. */
  protect(name: string, token: string): void;
  /** Hands a request on to git, as it is by then. */
  pass(request: IncomingMessage, response: ServerResponse): void;
  /** Answers paths that begin so by itself. */
  answer(prefix: string, handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

export async function gitServer({ filters = true }: { readonly filters?: boolean } = {}): Promise<GitServer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "aether-git-")));
  const certificate = makeCertificates(folder);
  const tokens = new Map<string, string>();
  const handlers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const asked: string[] = [];
  const server = createServer(certificate, (request, response) => {
    const path = request.url ?? "/";
    asked.push(`${path}${request.headers.authorization === undefined ? "" : " with a credential"}`);
    for (const [prefix, handler] of handlers) if (path.startsWith(prefix)) return handler(request, response);
    const token = tokens.get(path.split("/")[1]?.replace(/\.git$/, "") ?? "");
    if (token !== undefined && !bears(request, token)) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    backend(folder, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    origin: `https://localhost:${port}`,
    host: `localhost:${port}=127.0.0.1`,
    caFile: join(folder, "ca.pem"),
    asked,
    repository(name) {
      const root = join(folder, `${name}.git`);
      execFileSync("mkdir", ["-p", root]);
      const repository = gitRepository(root);
      repository.git("config", "http.receivepack", "false");
      repository.git("config", "uploadpack.allowFilter", String(filters));
      return repository;
    },
    protect: (name, token) => void tokens.set(name, token),
    pass: (request, response) => backend(folder, request, response),
    answer: (prefix, handler) => void handlers.set(prefix, handler),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function bears(request: IncomingMessage, token: string): boolean {
  const given = /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  return Buffer.from(given, "base64").toString().split(":").slice(1).join(":") === token;
}

function makeCertificates(folder: string): { readonly key: Buffer; readonly cert: Buffer } {
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const ca = ["-x509", "-days", "2", "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"];
  openssl("req", ...ec, ...ca);
  openssl(
    "req",
    ...ec,
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,DNS:git.example.org,IP:127.0.0.1",
    "-keyout",
    "key.pem",
    "-out",
    "request.pem",
  );
  openssl(
    "x509",
    "-req",
    "-days",
    "2",
    "-in",
    "request.pem",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-copy_extensions",
    "copy",
    "-out",
    "cert.pem",
  );
  return { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) };
}

/** The Common Gateway Interface, as far as git needs it. */
function backend(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  const child = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  request.pipe(child.stdin);
  response.on("close", () => child.kill());
  let head = Buffer.alloc(0);
  let isBody = false;
  child.stdout.on("data", (chunk: Buffer) => {
    if (isBody) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    isBody = true;
    for (const line of head.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(/:\s*(.*)/s);
      if (name.toLowerCase() === "status") response.statusCode = Number(value.split(" ")[0]);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
  });
  child.stdout.on("end", () => response.end());
}
