#!/bin/sh
# Makes the layer of a matrix root. Standard input: a tar of its files. Arguments: the folders below, uppermost first and
# joined by colons; the layer's folder; an empty folder beside it; paths to take away and rpm packages to record, each
# joined by spaces; the name of the stand-in's command, if the real dnf shall be hidden. Runs in a mount namespace of
# its own.
set -eu
lower=$1 upper=$2 work=$3 absent=$4 stubs=$5 hidden=$6
root=/mnt
mount -t overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$work" overlay $root
case " $absent " in *' /usr/sbin/sshd '*)
  mkdir -p $root/usr/libexec
  cp -p $root/usr/sbin/sshd $root/usr/libexec/sshd
  ;;
esac
for path in $absent; do rm -rf "$root$path"; done
if [ -n "$hidden" ]; then
  # Only the stand-in finds it there.
  mkdir -p $root/usr/libexec/stand-in
  mv $root/usr/bin/dnf-3 $root/usr/libexec/stand-in/dnf
  rm -f $root/usr/bin/dnf $root/usr/bin/yum
fi
chroot $root tar -x --no-overwrite-dir -f - -C /
if [ -n "$stubs" ]; then
  mount -t tmpfs tmp $root/tmp
  # shellcheck disable=SC2086 # a list of files
  cp $stubs $root/tmp/
  chroot $root sh -c 'rpm -i --nosignature --justdb --nodeps --noscripts /tmp/*.rpm && rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-distribution' 2>&1 |
    grep -v 'should not be used directly\|However assuming' >&2 || true
  chroot $root rpm -q filesystem > /dev/null
  umount $root/tmp
fi
if [ -e $root/usr/bin/apt-get ]; then
  # As apt leaves them once it has downloaded and configured anything.
  chroot $root chown _apt:root /var/cache/apt/archives/partial
  mkdir -p $root/var/cache/debconf/tmp.ci
fi
umount $root
