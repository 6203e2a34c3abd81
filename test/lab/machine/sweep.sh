#!/bin/sh
# Removes a control group and those below. Arguments: its name, an empty folder of a mount namespace of its own.
set -eu
mount -t cgroup2 cgroup2 "$2"
find "$2/$1" -depth -type d -exec rmdir {} +
