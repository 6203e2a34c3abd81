#!/bin/sh
# Turns a fresh Debian root into the guest's base. Argument: the root.
set -eu
root=$1
units=$root/etc/systemd/system

# Nothing that needs hardware, a console, a clock or the network starts.
mkdir -p "$units"
for unit in getty.target console-getty.service systemd-udevd.service systemd-udevd-control.socket \
  systemd-udevd-kernel.socket systemd-udev-trigger.service apt-daily.timer apt-daily-upgrade.timer \
  dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-logind.service systemd-journald-audit.socket \
  systemd-sysctl.service systemd-modules-load.service systemd-binfmt.service proc-sys-fs-binfmt_misc.automount \
  dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
  sys-fs-fuse-connections.mount; do
  ln -sf /dev/null "$units/$unit"
done
# The test starts the agent, not the boot; outside Azure its condition would make a start do nothing, successfully.
rm -f "$units/multi-user.target.wants/walinuxagent.service"
mkdir -p "$units/walinuxagent.service.d"
printf '[Unit]\nConditionVirtualization=\n' > "$units/walinuxagent.service.d/anywhere.conf"

# set_option NAME VALUE: replaces the line, also when it is commented out, else appends it.
set_option() {
  if grep -qE "^#? ?$1=" "$root/etc/waagent.conf"; then
    sed -i -E "s|^#? ?$1=.*|$1=$2|" "$root/etc/waagent.conf"
  else
    printf '%s=%s\n' "$1" "$2" >> "$root/etc/waagent.conf"
  fi
}
set_option Provisioning.Agent disabled
set_option ResourceDisk.Format n
set_option OS.RootDeviceScsiTimeout None
set_option Logs.Collect n
set_option Extensions.GoalStatePeriod 1
set_option Extensions.InitialGoalStatePeriod 1

# No mirror: what a machine installs in the lab comes from the lab.
rm -rf "$root/etc/apt/sources.list" "$root"/etc/apt/sources.list.d/* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin
: > "$root/etc/apt/sources.list"
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"
echo labvm > "$root/etc/hostname"
printf 'nameserver 168.63.129.16\noptions timeout:1 attempts:1\n' > "$root/etc/resolv.conf"
echo 6c6162766d0000000000000000000001 > "$root/etc/machine-id"

# What any machine that has been used has: apt's folders, the linker's cache, compiled Python.
mount --bind /dev "$root/dev"
chroot "$root" apt-get -qq update
chroot "$root" ldconfig
umount "$root/dev"
chroot "$root" python3 -m compileall -q /usr/lib/python3/dist-packages || true
