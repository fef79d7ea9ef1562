# shellcheck shell=bash
# What measuring scripts have in common: servers on core 0, everything else on core 1, new data in $here. Sourced after lib.sh.
# shellcheck source-path=SCRIPTDIR source=lib.sh

# shellcheck disable=SC2154 # set by lib.sh, which the caller has sourced
here=$local_dir/bench bin=$target_dir/release
(($(nproc) >= 2)) || fail "measuring needs two cores: one for the server, one for everything else"

unset "${!OVATION_@}" # no other server's data
pids=()
end() {
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  wait
  remove_full "$here/services"
}
trap end EXIT
remove_full "$here/services"
rm -rf "$here"
mkdir -p "$here/services"
ulimit -n "$(ulimit -Hn)"
taskset -p -c 1 $$ >/dev/null # whatever is started without another word

# begin NAME PORT COMMAND…: on the servers' core; returns when it listens.
begin() {
  local name=$1 port=$2
  shift 2
  mkdir -p "$here/$name"
  taskset -c 0 "$@" >"$here/$name/log" 2>&1 &
  pids+=($!)
  for _ in {1..300}; do
    taken 127.0.0.1 "$port" && break
    [ -e "/proc/$!" ] || fail "$name did not start: $here/$name/log tells why"
    sleep 0.1
  done
  echo "http://127.0.0.1:$port" >"$here/$name/url"
  echo "$!" >"$here/$name/pid"
}

# In a subshell: the settings of one server, which stay in a file for the command line.
prepare_ovation() (
  mkdir -p "$here/$1/data"
  export OVATION_DATA_DIR=$here/$1/data OVATION_MASTER_KEY_FILE=$here/$1/master.key
  export OVATION_LISTEN=127.0.0.1:$2 OVATION_WORKERS=1 OVATION_AUDIENCE_DOCUMENTS=trusted
  make_master_key
  "$bin/ovation" migrate && "$bin/ovation" tenant apply e2e/bench/channel.toml
  unset OVATION_DATABASE_OWNER_URL
  env | grep '^OVATION_' >"$here/$1/env"
) >"$here/$1.log" 2>&1

serve() {
  local port settings
  port=$(free_port)
  prepare_ovation "$1" "$port" || fail "the data of $1 could not be prepared: $here/$1.log tells why"
  mapfile -t settings <"$here/$1/env"
  begin "$1" "$port" env "${settings[@]}" "$bin/ovation" serve
}
