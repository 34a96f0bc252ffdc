#!/usr/bin/env bash
# The server in the background: up, down, logs, health. Its process id and log lie in the data directory.
set -euo pipefail

data=${AETHER_DATA:-.aether}
pid_file=$data/dev.pid
log_file=$data/dev.log
url=http://${AETHER_HOST:-127.0.0.1}:${AETHER_PORT:-7400}
WAIT_S=60

# A recycled process id must not be taken for the server: the command line has to be ours.
running_pid() {
  [[ -f $pid_file ]] || return 1
  local pid
  pid=$(<"$pid_file")
  [[ $pid =~ ^[0-9]+$ ]] && ps -p "$pid" -o args= 2>/dev/null | grep -q 'aether' || return 1
  echo "$pid"
}

up() {
  local pid
  if pid=$(running_pid); then
    echo "already running as process $pid at $url"
    return
  fi
  mkdir -p "$data"
  nohup node packages/server/bin/aether.mjs serve >"$log_file" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$pid_file"
  for ((waited = 0; waited < WAIT_S * 5; waited++)); do
    if curl -fsS -o /dev/null "$url/readyz" 2>/dev/null; then
      echo "running as process $pid at $url; make logs follows its log, make dev-down stops it"
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  echo "error: the server did not become ready; the end of $log_file:" >&2
  tail -n 20 "$log_file" >&2
  down >&2
  exit 1
}

down() {
  local pid
  if ! pid=$(running_pid); then
    rm -f "$pid_file"
    echo "not running"
    return
  fi
  kill -TERM "$pid"
  for ((waited = 0; waited < WAIT_S * 5; waited++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  if kill -0 "$pid" 2>/dev/null; then
    echo "error: process $pid did not stop in $WAIT_S s; look at $log_file" >&2
    exit 1
  fi
  rm -f "$pid_file"
  echo "stopped process $pid"
}

case ${1:-} in
  up) up ;;
  down) down ;;
  logs) exec tail -n 100 -F "$log_file" ;;
  health) curl -fsS "$url/readyz" && echo ;;
  *) echo "usage: scripts/dev.sh up|down|logs|health" >&2; exit 2 ;;
esac
