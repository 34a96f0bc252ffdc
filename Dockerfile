# The API with its page. compose.yaml shows how it is run.
ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.base.json ./
COPY packages/client/package.json packages/client/
COPY packages/graph/package.json packages/graph/
COPY packages/server/package.json packages/server/
COPY packages/web/package.json packages/web/

FROM manifests AS page
RUN npm ci --loglevel=error --ignore-scripts
COPY packages packages
RUN npx vite build packages/web --logLevel warn

# Only what the server runs on; Node 24 is the image's own. Native bindings are optional packages, so these are not left out.
FROM manifests AS runtime
RUN npm ci --loglevel=error --ignore-scripts --omit=dev \
  --workspace packages/server --workspace packages/graph --workspace packages/client \
  && rm -rf node_modules/node-linux-*

FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home aether && install -d -m 700 -o aether -g aether /data
WORKDIR /app
COPY --from=runtime /app ./
COPY packages packages
COPY --from=page /app/packages/web/dist packages/web/dist
ENV NODE_ENV=production AETHER_DATA=/data AETHER_HOST=0.0.0.0 AETHER_PORT=8000
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", \
  "fetch(`http://127.0.0.1:${process.env.AETHER_PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The embedded database is migrated by `serve`. With DATABASE_URL the migrations are run first, by a login that may:
#   node --conditions=@aether/source packages/server/src/main/migrate.ts up
CMD ["node", "packages/server/bin/aether.mjs", "serve"]
