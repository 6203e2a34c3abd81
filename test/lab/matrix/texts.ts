// What files of distributions have in common. `{…}` are filled by root-files.ts.

/** A repository of RHEL and its kin. */
export const elRepository = `[{id}-baseos]
name={name} - BaseOS
baseurl=https://mirror.test/distribution/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-distribution
`

/** The os-release of those. */
export const elOsRelease = `NAME="{name}"
VERSION="{version} ({word})"
ID="{id}"
ID_LIKE="rhel centos fedora"
VERSION_ID="{version}"
PLATFORM_ID="platform:el{major}"
PRETTY_NAME="{name} {version} ({word})"
ANSI_COLOR="0;34"
LOGO="fedora-logo-icon"
`

/** As little as an os-release can say. */
export const plainOsRelease = `NAME="{name}"
ID={id}
VERSION_ID="{version}"
PRETTY_NAME="{name} {version}"
`

/** A repository of SUSE. */
export const suseRepository = `[{id}-pool]
name={name} pool
enabled=1
autorefresh=1
baseurl=https://mirror.test/distribution/rpm/
type=rpm-md
keeppackages=0
`

/** The os-release of SUSE. */
export const suseOsRelease = `NAME="{name}"
VERSION="{version}"
VERSION_ID="{version}"
PRETTY_NAME="{pretty}"
ID="{id}"
ID_LIKE="suse"
ANSI_COLOR="0;32"
CPE_NAME="cpe:/o:suse:{id}:{version}"
`

/** A repository of Azure Linux or its predecessor, in the file of that name. */
export const azureRepository = (name: string, path: string): string => `[${name}]
name=${name} {version} x86_64
baseurl=https://packages.microsoft.com/${path}/$releasever/prod/base/$basearch
gpgkey=file:///etc/pki/rpm-gpg/MICROSOFT-RPM-GPG-KEY
gpgcheck=1
repo_gpgcheck=1
enabled=1
skip_if_unavailable=True
sslverify=1
`

/** The sources.list of Debian and Ubuntu. */
export const aptSource =
  'deb [signed-by=/usr/share/keyrings/distribution.gpg] https://mirror.test/distribution/deb stable main\n'
