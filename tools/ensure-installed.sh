#!/bin/sh
# Installs the dependencies from the lock file when they are missing or out of date, then becomes the given command with
# the project's own tools, Node included, first in PATH. Usage: sh tools/ensure-installed.sh COMMAND [ARGUMENT...]
# POSIX sh, because it runs before there is a Node that could run anything else; when all is in place it costs a few
# milliseconds. It must not change the lock file, write to stdout, or touch a node_modules that is a link to another tree.
# DOCKET_NODE=system takes the Node that is in PATH (26 or newer) instead of the pinned one.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
modules=$root/node_modules
lock_file=$root/package-lock.json
stamp=$modules/.docket-installed
mutex=$root/.install-lock

say() { printf 'docket: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# npm puts every node_modules/.bin above the script first in PATH; without them PATH names the machine's own node and npm.
path_without_modules() {
  rest=$PATH: kept=
  while [ -n "$rest" ]; do
    entry=${rest%%:*} rest=${rest#*:}
    case $entry in */node_modules/.bin | */node_modules/.docket-node | */node-gyp-bin) continue ;; esac
    kept=$kept${kept:+:}$entry
  done
  printf '%s' "$kept"
}

is_installed() { cmp -s "$lock_file" "$stamp"; }

# One installer at a time. The mutex is a link whose target is the owner's process id: made in one step, and never
# without an owner. Who finds the owner dead takes it over under a second link, named after the dead owner, so that two
# who saw the same dead owner cannot both remove it (the later one would remove the earlier one's new mutex).
take_mutex() {
  announced=
  until ln -s "pid-$$" "$mutex" 2>/dev/null; do
    [ -w "$root" ] || die "cannot install: $root is not writable"
    owner=$(readlink "$mutex" 2>/dev/null || true)
    case $owner in pid-*) ;; *) sleep 0.1; continue ;; esac
    if kill -0 "${owner#pid-}" 2>/dev/null; then
      [ -n "$announced" ] || say "waiting for the install of process ${owner#pid-} (if there is none, remove $mutex)"
      announced=1
      sleep 0.5
    elif ln -s "pid-$$" "$mutex.$owner" 2>/dev/null; then
      if [ "$(readlink "$mutex" || true)" = "$owner" ]; then rm -f "$mutex"; fi
      rm -f "$mutex.$owner"
    else
      sleep 0.1
    fi
  done
  trap 'rm -f "$mutex"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

install() {
  command -v npm >/dev/null || die 'npm is not in PATH: install Node 20 or newer with npm, then run this again'
  say "installing the dependencies that package-lock.json pins, about half a minute ..."
  (cd "$root" && npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error) >/dev/null </dev/null ||
    die 'npm ci failed (its message is above); nothing was run. Correct the cause and run the same command again'
  # The pinned Node needs this machine's C library; where it cannot start (musl), the system's Node takes its place.
  if [ -e "$modules/.bin/node" ] && ! "$modules/.bin/node" --version >/dev/null 2>&1; then rm -f "$modules/.bin/node"; fi
  cp "$lock_file" "$stamp.$$"
  mv "$stamp.$$" "$stamp"
}

# Prints the folder that makes `node` mean the system's Node, without the other tools that live beside it there.
system_node_folder() {
  node=$(command -v node) || die 'no Node in PATH: install Node 26 or newer, or unset DOCKET_NODE where Docket brings its own'
  major=$("$node" -p 'process.versions.node.split(".")[0]') || die "$node does not start"
  [ "$major" -ge 26 ] ||
    die "$node is Node $major; Docket needs 26 or newer and brings none for $(uname -s) $(uname -m) (or DOCKET_NODE=system is set)"
  folder=$modules/.docket-node
  if [ "$(readlink "$folder/node" 2>/dev/null || true)" != "$node" ]; then
    mkdir -p "$folder"
    ln -s "$node" "$folder/node.$$" && mv -f "$folder/node.$$" "$folder/node"
  fi
  printf '%s' "$folder"
}

[ $# -gt 0 ] || die 'usage: sh tools/ensure-installed.sh COMMAND [ARGUMENT...]'

PATH=$(path_without_modules)
if [ ! -L "$modules" ] && ! is_installed; then
  take_mutex
  is_installed || install
  rm -f "$mutex"
  trap - EXIT HUP INT TERM
fi

if [ "${DOCKET_NODE:-}" = system ] || [ ! -x "$modules/.bin/node" ]; then
  folder=$(system_node_folder)
  PATH=$folder:$modules/.bin:$PATH
else
  PATH=$modules/.bin:$PATH
fi
export PATH
exec "$@"
