# shellcheck shell=bash
# What the private servers have in common. Sourced; the script that sources it says how to start, stop and print its own.
# shellcheck source-path=SCRIPTDIR source=lib.sh
exec </dev/null # a test may have closed it
invoked_from=$PWD
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# What the caller holds open must not be held by the server: a pipe would never end, a lock never be released.
for fd in /proc/self/fd/*; do
  fd=${fd##*/}
  ((fd > 2 && fd != 255)) && eval "exec $fd>&-"
done

# Is the process of the pid file alive, and ours? A server's working folder is its data, whatever became of its number.
running() {
  local number
  number=$(pid) && [ -n "$number" ] && [ "$(readlink "/proc/$number/cwd")" = "$(data)" ]
}

# Keeps its port when it is started again, unless somebody else has it by now.
launch_on_a_port() {
  local try
  port=$(cat "$dir/port" 2>/dev/null || free_port)
  for try in {1..6}; do
    if taken 127.0.0.1 "$port"; then port=$(free_port); fi
    if launch; then
      echo "$port" >"$dir/port"
      return
    fi
    sleep $((try / 3)).$((try * 3 % 10)) # what a killed server leaves behind may take a moment to end
  done
  fail "it did not start: $dir/log tells why"
}

known_as_up() { [ -e "$dir/up" ] && [ "$(cat "$dir/up")" = "$(pid)" ] && running; }

end() {
  rm -f "$dir/up"
  running || return 0
  say "stopping $name in $dir"
  stop || fail "$name did not stop within a minute: $dir/log tells why"
}

main() {
  local name=$1 command=${2:-} usage="usage: $self start|stop|remove DIR"
  [ $# -eq 3 ] || fail "$usage"
  cd "$invoked_from"
  case $command in
    start) mkdir -p "$3" || fail "the folder $3 cannot be made: choose another" ;;
    stop | remove) [ -d "$3" ] || return 0 ;;
    *) fail "$usage" ;;
  esac
  dir=$(cd "$3" && pwd)
  cd "$root"

  if [ "$command" = start ] && known_as_up; then # the quick way, which waits for nobody
    print
    return
  fi
  exec 9>"$dir/lock"
  flock --timeout 120 9 || fail "another start or stop of $dir has not ended for two minutes: end it, then run this again"
  case $command in
    start)
      if ! known_as_up; then
        end # one that never came up as it should
        say "starting $name in $dir"
        start 9>&-
        pid >"$dir/up"
      fi
      print
      ;;
    stop) end ;;
    remove)
      end
      remove_data_folder
      rm -rf "$dir"
      ;;
  esac
}
