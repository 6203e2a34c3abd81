/** Debian's emulator, which a machine needs at this very path (package qemu-user-static). */
const emulator = '/usr/bin/qemu-aarch64-static'

/** The head of an ELF file for aarch64 and the mask of the bytes that count, as binfmt_misc takes them. */
const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`
const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`

/**
 * Shell lines that make the kernel start aarch64 programs through the emulator; root in a user and mount namespace of
 * its own (Linux 6.7), so that this machine's other processes are not touched. Stops the shell when that fails.
 */
export const startEmulated = [
  'mount -t binfmt_misc none /proc/sys/fs/binfmt_misc || exit 125',
  `printf '%s' ':aarch64:M::${magic}:${mask}:${emulator}:F' >/proc/sys/fs/binfmt_misc/register || exit 125`,
].join('\n')
