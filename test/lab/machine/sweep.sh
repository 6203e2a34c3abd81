#!/bin/sh
# Removes a guest's control group, and those of guests whose runner is gone: their names are lab-<pid of runner>-<number>.
# Arguments: name, an empty folder of a mount namespace of its own.
set -eu
mount -t cgroup2 cgroup2 "$2"
for group in "$2"/lab-*-*; do
  runner=${group#"$2"/lab-}
  if [ "$group" = "$2/$1" ] || [ ! -e "/proc/${runner%-*}" ]; then
    find "$group" -depth -type d -exec rmdir {} +
  fi
done
