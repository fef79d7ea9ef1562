# shellcheck shell=bash
# What every script of infra/dev begins with. Sourced; leaves the caller at the root of the repository.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
local_dir=$root/.local # everything that a task makes, but for Cargo's and npm's own folders
target_dir=${CARGO_TARGET_DIR:-$root/target}
export local_dir target_dir
self=${0#"$root"/}
cd "$root"

[ -d "$HOME/.cargo/bin" ] && PATH=$PATH:$HOME/.cargo/bin
[ -x "$local_dir/node/bin/node" ] && PATH=$local_dir/node/bin:$PATH # made by setup, where the machine has no usable Node
export PATH

# What every test builds the server with: fail points, which a released server has not. One list, so that it is built once.
test_features=(--features server/failpoints)
export test_features

# build_tests: all binaries and tests, with clippy as their compiler (and of whatever cargo builds after that in this
# script). One build instead of a check and a build, and what is tested is what was checked.
build_tests() {
  export RUSTC_WORKSPACE_WRAPPER=$root/infra/dev/rustc
  cargo build --workspace --bins --tests --locked "${test_features[@]}"
}

say() { printf '· %s\n' "$*" >&2; }
fail() {
  printf '%s: %s\n' "$self" "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# version_of "v20.20.2" → 20020, to be compared as a number
version_of() {
  local major minor
  IFS=. read -r major minor _ <<<"${1#v}."
  echo $((10#${major:-0} * 1000 + 10#${minor:-0}))
}

# The Node versions that Vite runs on.
node_is_usable() {
  local version
  have node && have npm && version=$(version_of "$(node --version)") || return 1
  ((version >= 20019 && version < 21000 || version >= 22012))
}

# Debian keeps the server's programs outside PATH, one folder a version. Prints the newest one from 15 on.
postgres_bin() {
  local dir
  while read -r dir; do
    if [ ! -x "$dir/initdb" ] || [ ! -x "$dir/psql" ]; then continue; fi
    (("$(version_of "$("$dir/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)")" >= 15000)) || continue
    echo "$dir"
    return
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV; have pg_config && pg_config --bindir)
  return 1
}

random_hex() { od -An -v -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# taken HOST PORT: does something listen there?
taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# Below the ports that the kernel gives to outgoing connections.
free_port() {
  local port
  for _ in {1..200}; do
    port=$((20000 + RANDOM % 12000))
    taken 127.0.0.1 "$port" || { echo "$port"; return; }
  done
  fail "no free port between 20000 and 32000 on 127.0.0.1: stop something that listens there"
}

# npm_ci DIR: the packages of its lock file, unless they are there already.
npm_ci() {
  local lock stamp=$1/node_modules/.installed
  lock=$(sha256sum <"$1/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ] && return
  say "installing the packages of $1"
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --include=dev --no-audit --no-fund --loglevel=error >&2) ||
    fail "npm could not install the packages of $1: see its message above"
  mkdir -p "$1/node_modules" && echo "$lock" >"$stamp"
}

# The key that the tenants' own keys are encrypted under. Without it the data is worthless, so it is never replaced.
make_master_key() {
  export OVATION_MASTER_KEY_FILE=${OVATION_MASTER_KEY_FILE:-$local_dir/master.key}
  [ -s "$OVATION_MASTER_KEY_FILE" ] && return
  say "making a master key in $OVATION_MASTER_KEY_FILE"
  mkdir -p "$(dirname "$OVATION_MASTER_KEY_FILE")"
  (umask 077 && head -c 32 /dev/urandom | base64 >"$OVATION_MASTER_KEY_FILE.new")
  mv "$OVATION_MASTER_KEY_FILE.new" "$OVATION_MASTER_KEY_FILE"
}

# start_full DIR: private PostgreSQL and Redis in DIR, their addresses exported.
start_full() {
  local lines line
  lines=$(infra/dev/postgres start "$1/postgres" && infra/dev/redis start "$1/redis") || exit 1
  while read -r line; do export "${line?}"; done <<<"$lines"
  unset OVATION_DATABASE_ADMIN_URL # a superuser's: for tests that make databases, never for the server
}
stop_full() {
  infra/dev/redis stop "$1/redis"
  infra/dev/postgres stop "$1/postgres"
}
remove_full() {
  infra/dev/redis remove "$1/redis"
  infra/dev/postgres remove "$1/postgres"
}

# Migrates, provisions the channels and seeds the demo shows: each of them does nothing where it has been done.
prepare() {
  "$1" migrate && "$1" tenant apply "${channels:-tenants/channels}"/*.toml || return
  unset OVATION_DATABASE_OWNER_URL # from here on the server's own role, which row level security binds
  "$1" seed
}
