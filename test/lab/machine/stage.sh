#!/bin/sh
# First stage of a guest: runs in mount and network namespaces of its own, but still among the host's processes, because
# the kernel knows the fabric only by its pid there. Then becomes its arguments. Parameters: the LAB_ variables of boot.ts.
set -eu

plug() {
  fabric="nsenter --net=/proc/$LAB_FABRIC/ns/net"
  # The kernel clears away the link of an earlier guest of this fabric only by and by.
  $fabric ip link delete "$LAB_LINK" 2>/dev/null || true
  ip link add eth0 address 00:22:48:00:00:04 type veth peer name "$LAB_LINK" netns "$LAB_FABRIC"
  printf 'address add %s/24 dev %s\nlink set %s up\n' "$LAB_GATEWAY" "$LAB_LINK" "$LAB_LINK" | $fabric ip -batch -
  {
    printf 'address add %s/24 dev eth0\nlink set eth0 up\n' "$LAB_ADDRESS"
    for route in $LAB_ROUTES; do echo "route add $route via $LAB_GATEWAY"; done
  } | ip -batch -
}

# The cgroup namespace is made after this move: its root is then the new group, which systemd may manage. Mounted here,
# because the host may have the hierarchy anywhere or nowhere.
enter_group() {
  mount -t cgroup2 cgroup2 "$LAB_MOUNT"
  mkdir "$LAB_MOUNT/$LAB_CGROUP"
  echo $$ > "$LAB_MOUNT/$LAB_CGROUP/cgroup.procs"
  umount "$LAB_MOUNT"
}

ip link set lo up
if [ -n "$LAB_FABRIC" ]; then plug; fi
if [ "$LAB_BOOT" = systemd ]; then enter_group; fi
exec "$@"
