#!/bin/sh
# Builds the image with buildah and runs it as an orchestrator would: process 1 of its own, uid 10001, nothing writable but /data.
# Needs root, buildah and util-linux; no container engine. BASE names the image to build on, BUILD_FLAGS go to `buildah bud`, as
# `-v /etc/ssl/certs:/etc/ssl/certs:ro` where the network has an authority of its own. Exits with 0 if all of it holds.
set -eu

BASE=${BASE:-docker.io/library/node:24-bookworm-slim}
PORT=${PORT:-18080}
NAME=aether-try
export BUILDAH_ISOLATION=chroot
work=$(mktemp -d)

fail() {
  echo "try-image: $1" >&2
  exit 1
}

# shellcheck disable=SC2086 -- flags are words
buildah bud --format docker --build-arg "BASE=$BASE" ${BUILD_FLAGS:-} -t "$NAME" . >"$work/build.log" 2>&1 ||
  { tail -20 "$work/build.log"; fail "the image was not built"; }
container=$(buildah from "$NAME")
root=$(buildah mount "$container")
server=
finish() {
  [ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
  buildah rm "$container" >/dev/null
  rm -rf "$work"
}
trap finish EXIT

buildah inspect --type image "$NAME" >"$work/image.json"
grep -q '"User": "10001"' "$work/image.json" || fail "it does not run as uid 10001"
grep -q '"Healthcheck"' "$work/image.json" || fail "it has no HEALTHCHECK"
if grep -qiE '(_authToken|password=|PRIVATE KEY|aeth_[A-Za-z0-9]{20})' "$work/image.json"; then fail "its history has a secret"; fi
if find "$root/app" "$root/root" "$root/home" -path '*/node_modules' -prune -o -type f \( -name .env -o -name '*.pem' -o -name '*.key' \) -print | grep -q .; then
  fail "its layers have files of secrets"
fi

cat >"$work/run.sh" <<RUN
set -e
mount --bind $root $root
mount -o remount,bind,ro $root
mount -t tmpfs -o mode=700,uid=10001,gid=10001 tmpfs $root/data
mount -t proc proc $root/proc
mount --bind /dev $root/dev
exec chroot --userspec=10001:10001 $root /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production HOME=/home/aether \
  AETHER_DATA=/data AETHER_HOST=127.0.0.1 AETHER_PORT=$PORT sh -c 'cd /app && exec node packages/server/bin/aether.mjs serve'
RUN
unshare --mount --pid --fork --kill-child sh "$work/run.sh" >"$work/server.log" 2>&1 &
outer=$!

ready=
for _ in $(seq 60); do
  if curl -sf "http://127.0.0.1:$PORT/readyz" >/dev/null; then ready=yes && break; fi
  kill -0 "$outer" 2>/dev/null || break
  sleep 1
done
[ -n "$ready" ] || { cat "$work/server.log"; fail "it is not ready"; }
server=$(pgrep -P "$outer")
inside() { nsenter -t "$server" -m -p chroot --userspec=10001:10001 "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/home/aether AETHER_DATA=/data AETHER_PORT="$PORT" sh -c "cd /app && $1"; }

! inside 'touch written 2>/dev/null' || fail "its root can be written"
inside 'node packages/server/bin/aether.mjs index packages/client' >"$work/index.log" 2>&1 || { cat "$work/index.log"; fail "it does not index"; }
inside 'node packages/server/bin/aether.mjs search "follow events" --limit 1' | grep -q . || fail "it finds nothing"

kill -TERM "$server"
code=0
wait "$outer" || code=$?
server=
[ "$code" -eq 0 ] || { tail -5 "$work/server.log"; fail "it ended with $code on SIGTERM"; }
echo "try-image: built, ready, indexed, searched and ended in order"
