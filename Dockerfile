# The API with its page. Build: docker build -t aelus-aether .   Run: see compose.yaml and docs/development.md
ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/graph/package.json packages/graph/
COPY packages/server/package.json packages/server/
COPY packages/web/package.json packages/web/
# The image brings Node 24 itself; npm's copy of it (189 MB) is not needed.
RUN npm ci --loglevel=error --ignore-scripts && rm -rf node_modules/node-linux-* node_modules/.bin/node
COPY packages packages
COPY tsconfig.base.json ./
RUN npx vite build packages/web --logLevel warn \
  && npm prune --omit=dev --omit=optional --ignore-scripts --loglevel=error --workspace packages/server --workspace packages/graph

FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home aether && install -d -o aether -g aether /data
WORKDIR /app
COPY --from=build --chown=root:root /app ./
ENV NODE_ENV=production AETHER_DATA=/data AETHER_HOST=0.0.0.0 AETHER_PORT=7400
USER 10001
VOLUME /data
EXPOSE 7400
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.AETHER_PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# On the embedded database `serve` migrates by itself. With DATABASE_URL run the migrations first, as compose.yaml does:
#   node --conditions=@aether/source packages/server/src/main/migrate.ts up
CMD ["node", "packages/server/bin/aether.mjs", "serve"]
