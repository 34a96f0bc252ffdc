import { fastify, type FastifyInstance } from "fastify";

import { Fault } from "#kernel/errors";

import { API_PREFIX } from "./api-prefix.ts";
import { createNonce, pagePolicy } from "./security-headers.ts";

const DOCS_PATH = `${API_PREFIX}/docs`;
export const OPENAPI_PATH = `${API_PREFIX}/openapi.json`;

/** Nothing is asked of other machines: no fonts, no proxy, no telemetry, no assistant. */
const CONFIGURATION = {
  url: OPENAPI_PATH,
  withDefaultFonts: false,
  proxyUrl: "",
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
};

const START = `Scalar.createApiReference("#app", ${JSON.stringify(CONFIGURATION)});\n`;

/** The API's documentation as a page, read by Scalar from our own server. Its script is loaded when first asked for. */
export function addDocsPage(app: FastifyInstance): void {
  const loadScript = createScriptLoader();
  app.get(DOCS_PATH, async (_request, reply) => {
    const nonce = createNonce();
    return reply
      .header("content-security-policy", pagePolicy(nonce))
      .type("text/html; charset=utf-8")
      .send(page(nonce));
  });
  app.get(`${DOCS_PATH}/start.js`, async (_request, reply) => sendScript(reply).send(START));
  app.get(`${DOCS_PATH}/scalar.js`, async (_request, reply) => {
    const script = await loadScript();
    return sendScript(reply).header("cache-control", "private, max-age=3600").send(script);
  });
}

function sendScript<Reply extends { type(name: string): Reply }>(reply: Reply): Reply {
  return reply.type("text/javascript; charset=utf-8");
}

function page(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<title>Aelus-Aether API</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="app"></div>
<noscript>The API is described in <a href="${OPENAPI_PATH}">${OPENAPI_PATH}</a>.</noscript>
<script src="${DOCS_PATH}/scalar.js"></script>
<script src="${DOCS_PATH}/start.js"></script>
</body>
</html>
`;
}

/**
 * The package hands its browser script (4 MB) only to its own route, and loading it costs as much as starting the
 * server does: so an inner server is asked for it, once, when somebody opens the page.
 */
function createScriptLoader(): () => Promise<Buffer> {
  let script: Promise<Buffer> | undefined;
  return () => {
    script ??= readScript();
    return script;
  };
}

async function readScript(): Promise<Buffer> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const inner = fastify();
  await inner.register(scalar, { routePrefix: "/docs", configuration: { url: OPENAPI_PATH } });
  const { statusCode, rawPayload } = await inner.inject("/docs/js/scalar.js");
  await inner.close();
  if (statusCode !== 200) throw new Fault("INTERNAL", "the documentation's script was not found in its package");
  return rawPayload;
}
