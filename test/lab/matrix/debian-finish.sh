#!/bin/sh
# Makes a fresh Debian root one that has been used, without a mirror. Argument: the root.
set -eu
root=$1
rm -rf "$root/etc/apt/sources.list" "$root"/etc/apt/sources.list.d/* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin
: > "$root/etc/apt/sources.list"
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"
echo labvm > "$root/etc/hostname"
printf 'nameserver 168.63.129.16\noptions timeout:1 attempts:1\n' > "$root/etc/resolv.conf"
echo 6c6162766d0000000000000000000001 > "$root/etc/machine-id"
# No service starts: nothing here could keep it.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mount --bind /dev "$root/dev"
chroot "$root" apt-get -qq update
chroot "$root" ldconfig
umount "$root/dev"
