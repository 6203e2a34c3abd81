/** Debian's emulator, which a machine needs at this very path (package qemu-user-static). */
export const emulator = '/usr/bin/qemu-aarch64-static'

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

/** A user and a mount namespace in which every number means what it meant; unshare(1) would need newuidmap for that. */
const sameUsers = `
  pipe R, W;
  my $child = $$;
  unless (fork) {
    close W; <R>;
    for my $map (qw(uid_map gid_map)) {
      open my $file, ">", "/proc/$child/$map" or exit 1;
      syswrite $file, "0 0 65536" or exit 1;
    }
    exit 0;
  }
  close R;
  syscall(272, 0x10020000) == 0 or die "unshare: $!"; # x86_64; CLONE_NEWUSER | CLONE_NEWNS
  close W;
  wait;
  $? == 0 or die "the users were not mapped";
  exec @ARGV;`

/** What stands before a command on a machine of the lab so that it can start aarch64 programs; needs perl there. */
export const emulated: readonly string[] = ['perl', '-e', sameUsers, 'sh', '-c', `${startEmulated}\nexec "$@"`, 'sh']
