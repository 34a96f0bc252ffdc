#!/usr/bin/env bash
# The server in the background: up, down, logs, health. Its process id and log lie in the data directory, and so does
# owner.json, in which the server says where it listens.
set -euo pipefail

data=${AETHER_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/aether}
pid_file=$data/dev.pid
log_file=$data/dev.log
WAIT_S=60

# A recycled process id must not be taken for the server: the command line has to be ours.
running_pid() {
  [[ -f $pid_file ]] || return 1
  local pid
  pid=$(<"$pid_file")
  [[ $pid =~ ^[0-9]+$ ]] && ps -p "$pid" -o args= 2>/dev/null | grep -q 'aether.mjs serve' || return 1
  echo "$pid"
}

server_url() {
  node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).url' "$data/owner.json" 2>/dev/null
}

is_ready() {
  local url
  url=$(server_url) && curl -fsS --max-time 5 -o /dev/null "$url/readyz" 2>/dev/null
}

up() {
  local pid
  if pid=$(running_pid); then
    echo "already running as process $pid at $(server_url)"
    return
  fi
  mkdir -p -m 700 "$data"
  nohup node packages/server/bin/aether.mjs serve >"$log_file" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$pid_file"
  for ((tenths = 0; tenths < WAIT_S * 10; tenths++)); do
    if is_ready; then
      cat "$log_file"
      echo "running as process $pid at $(server_url); make logs follows its log, make dev-down stops it"
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
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
  for ((tenths = 0; tenths < WAIT_S * 10; tenths++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  if kill -0 "$pid" 2>/dev/null; then
    echo "error: process $pid did not stop within $WAIT_S s; look at $log_file" >&2
    exit 1
  fi
  rm -f "$pid_file"
  echo "stopped process $pid"
}

logs() {
  [[ -f $log_file ]] || { echo "error: no log yet: make dev-up starts the server and its log" >&2; exit 1; }
  exec tail -n 100 -F "$log_file"
}

health() {
  local url
  url=$(server_url) || { echo "error: no server owns $data: start one with make dev-up" >&2; exit 1; }
  curl -fsS --max-time 5 "$url/readyz"
  echo
}

case ${1:-} in
  up | down | logs | health) "$1" ;;
  *) echo "usage: scripts/dev.sh up|down|logs|health" >&2; exit 2 ;;
esac
