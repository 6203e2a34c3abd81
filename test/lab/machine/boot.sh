#!/bin/sh
# Second stage of a guest: makes its root and becomes its process 1, in pid, uts, ipc (for systemd also cgroup) namespaces
# of its own besides those of stage.sh. Standard input: a tar of files for the root. Prints the guest's pid as the host sees it when
# the root is in place: whoever entered earlier would be on the host's root.
# Parameters are the LAB_ variables that boot.ts sets.
set -eu
read -r pid rest < /proc/self/stat
work=$LAB_MOUNT
root=$work/root

layers() {
  mount -t tmpfs -o "size=$LAB_SIZE,mode=755" lab "$work"
  mkdir "$root"
  if [ -n "$LAB_UPPER" ]; then
    upper=$LAB_UPPER/upper workdir=$LAB_UPPER/work
  else
    upper=$work/upper workdir=$work/work
  fi
  mkdir -p "$upper" "$workdir"
  mount -t overlay -o "lowerdir=$LAB_LOWER,upperdir=$upper,workdir=$workdir,redirect_dir=off" overlay "$root"
  # What was never written to is not below it: see layers.ts.
  exec 9<"$upper"
  # Inside the root, so that its absolute links lead nowhere else. --no-overwrite-dir: folders keep mode and owner.
  chroot "$root" tar -x --no-overwrite-dir -f - -C /
}

devices() {
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for device in null zero full random urandom tty; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mkdir "$root/dev/shm" "$root/dev/pts"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
  mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%:*}" "$root/dev/${stream#*:}"; done
}

kernel() {
  mount -t proc proc "$root/proc"
  for path in sys sysrq-trigger; do
    if [ ! -e "$root/proc/$path" ]; then continue; fi
    mount --bind "$root/proc/$path" "$root/proc/$path"
    mount -o remount,bind,ro "$root/proc/$path"
  done
  mount -t sysfs -o ro sysfs "$root/sys"
  if [ "$LAB_BOOT" = systemd ]; then mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"; fi
  mount -t tmpfs -o mode=755 run "$root/run"
  mkdir -p "$root/run/lock" "$root/run/sshd"
  mount -t tmpfs -o mode=1777 tmp "$root/tmp"
}

# LAB_BINDS: lines of "host path<tab>guest path", read-only.
binds() {
  tab=$(printf '\t')
  printf %s "$LAB_BINDS" | while IFS=$tab read -r from to; do
    if [ ! -e "$root$to" ]; then
      if [ -d "$from" ]; then mkdir -p "$root$to"; else mkdir -p "$root${to%/*}" && : > "$root$to"; fi
    fi
    mount --bind "$from" "$root$to"
    mount -o remount,bind,ro "$root$to"
  done
}

layers
kernel
devices
binds
hostname labvm
if [ "$LAB_READ_ONLY" = yes ]; then mount -o remount,ro "$root"; fi

cd "$root"
mkdir run/host
pivot_root . run/host
cd /
umount -l /run/host
rmdir /run/host
echo "$pid"

path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec </dev/null >/dev/null 2>&1
if [ "$LAB_BOOT" = systemd ]; then
  exec env -i container=lab PATH=$path /sbin/init --log-target=journal --show-status=0
fi
exec env -i PATH=$path perl -e '$SIG{CHLD} = "IGNORE"; $SIG{TERM} = "IGNORE"; sleep 1000 while 1' keeper
