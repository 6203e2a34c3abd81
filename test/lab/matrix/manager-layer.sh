#!/bin/sh
# Makes the layer of an rpm-based root over a Debian root: the manager and rpm come in, apt and dpkg go.
# Arguments: the Debian root, the layer's folder, an empty folder beside it, a sources.list, dnf or zypper. Runs in a
# mount namespace of its own.
set -eu
lower=$1 upper=$2 work=$3 sources=$4 manager=$5
root=/mnt
mount -t overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$work" overlay $root
mount -t tmpfs tmp $root/tmp
mount -t proc proc $root/proc
mount --rbind /dev $root/dev
for file in resolv.conf hosts; do
  : >> "$root/etc/$file"
  mount --bind "/etc/$file" "$root/etc/$file"
done
cp "$sources" $root/etc/apt/sources.list
chroot $root apt-get -qq update
DEBIAN_FRONTEND=noninteractive chroot $root apt-get -qq -y --no-install-recommends \
  -o Dpkg::Options::=--path-exclude='/usr/share/doc/*' -o Dpkg::Options::=--path-exclude='/usr/share/man/*' \
  -o Dpkg::Options::=--path-exclude='/usr/share/locale/*' install "$manager" rpm curl
for file in resolv.conf hosts; do umount $root/etc/$file; done

# Nothing here looks like Debian.
rm -f $root/usr/bin/apt $root/usr/bin/apt-* $root/usr/bin/dpkg $root/usr/bin/dpkg-* $root/etc/debian_version \
  $root/usr/sbin/policy-rc.d $root/etc/apt/sources.list
rm -rf $root/etc/apt $root/etc/dpkg $root/var/lib/dpkg $root/var/lib/apt $root/var/cache/apt $root/var/log/apt \
  $root/var/log/dpkg.log $root/usr/share/pam-configs $root/usr/sbin/pam-auth-update $root/etc/os-release \
  $root/usr/lib/os-release $root/etc/issue $root/etc/issue.net

# Debian's rpm keeps its database in the home of root.
rm -rf $root/root/.rpmdb $root/var/lib/rpm
mkdir -p $root/etc/rpm $root/var/lib/rpm $root/etc/pki/rpm-gpg
echo '%_dbpath /var/lib/rpm' > $root/etc/rpm/macros
chroot $root rpmdb --initdb
if [ "$manager" = dnf ]; then
  ln -sf dnf-3 $root/usr/bin/yum
  mkdir -p $root/etc/yum.repos.d
  # RHEL's own; Debian's says the opposite of the last two.
  printf '[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\nbest=True\nskip_if_unavailable=False\n' \
    > $root/etc/dnf/dnf.conf
else
  mkdir -p $root/etc/zypp/repos.d $root/etc/products.d
fi
chroot $root ldconfig
umount -l $root/tmp $root/proc $root/dev
umount $root
