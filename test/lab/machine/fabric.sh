#!/bin/sh
# Holds the fabric's network namespace, in which it already runs. Arguments: the addresses of its loopback.
set -eu
{
  echo link set lo up
  for address; do echo "address add $address/32 dev lo"; done
} | ip -batch -
# No name server answers here. A machine is told so at once, every time: the kernel says it once a second only, and apt,
# which asks for a service record before it connects, waits a second for each answer that is withheld.
echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
echo ready
exec sleep infinity
