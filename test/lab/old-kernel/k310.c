// k310: run a command as if the kernel were Linux 3.10 (RHEL 7), by answering
// ENOSYS to every system call added later and EINVAL to later flags of old
// calls, and by making uname() say 3.10.  Raw seccomp BPF, no library.
// gcc -O2 -static -o k310 k310.c     usage: k310 CMD [ARG...]
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/syscall.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#define FIRST_NEW 314 /* 313 finit_module is 3.8, 314 sched_setattr is 3.14 */
#else
#error "The numbers of the calls are those of x86_64."
#endif
#define NR offsetof(struct seccomp_data, nr)
#define AR offsetof(struct seccomp_data, arch)
#define LO(i) (offsetof(struct seccomp_data, args[0]) + 8 * (i))
#define LD(o) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, o)
#define JEQ(k, t, f) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, t, f)
#define JGE(k, t, f) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k, t, f)
#define JSET(k, t, f) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, k, t, f)
#define RET(v) BPF_STMT(BPF_RET | BPF_K, v)
#define FAIL(e) RET(SECCOMP_RET_ERRNO | (e))
#define OK RET(SECCOMP_RET_ALLOW)
int main(int argc, char **argv) {
  struct sock_filter f[] = {
      LD(AR), JEQ(ARCH, 1, 0), FAIL(ENOSYS),
      LD(NR),
      JGE(FIRST_NEW, 0, 1), FAIL(ENOSYS),
      JEQ(SYS_uname, 0, 1), RET(SECCOMP_RET_USER_NOTIF),
      /* madvise: 3.10 knows 0..4, 9..17 and the hwpoison ones */
      JEQ(SYS_madvise, 0, 7), LD(LO(2)), JEQ(8, 3, 0), JGE(100, 1, 0), JGE(18, 1, 0), OK, FAIL(EINVAL), OK,
      /* prctl: nothing above 40 (PR_GET_TID_ADDRESS, 3.5), so no PR_SET_VMA */
      JEQ(SYS_prctl, 0, 5), LD(LO(0)), JGE(0x59616d61, 2, 0), JGE(41, 0, 1), FAIL(EINVAL), OK,
      /* ioctl FICLONE / FICLONERANGE: no reflink */
      JEQ(SYS_ioctl, 0, 5), LD(LO(1)), JEQ(0x40049409, 1, 0), JEQ(0x4020940d, 0, 1), FAIL(ENOTTY), OK,
      /* clone: no CLONE_PIDFD */
      JEQ(SYS_clone, 0, 4), LD(LO(0)), JSET(0x1000, 0, 1), FAIL(EINVAL), OK,
      /* openat: no O_TMPFILE (3.11): an old kernel says EISDIR */
      JEQ(SYS_openat, 0, 4), LD(LO(2)), JSET(0x400000, 0, 1), FAIL(EISDIR), OK,
      /* fcntl: no memfd seals, no open-file-description locks (3.15) */
      JEQ(SYS_fcntl, 0, 5), LD(LO(1)), JGE(1033, 1, 0), JGE(36, 0, 1), RET(SECCOMP_RET_ALLOW), OK,
      OK,
  };
  struct sock_fprog p = {sizeof f / sizeof *f, f};
  if (argc < 2) return fprintf(stderr, "usage: k310 CMD [ARG...]\n"), 2;
  int sv[2], st = 0;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv)) return perror("socketpair"), 125;
  pid_t pid = fork();
  if (pid < 0) return perror("fork"), 125;
  if (!pid) { /* the command: take the filter, tell the parent which fd listens, go */
    int one = 1, fd;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        (fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &p)) < 0)
      return perror("seccomp"), 125;
    if (write(sv[1], &fd, sizeof fd) != sizeof fd || read(sv[1], &one, sizeof one) != sizeof one) return 125;
    close(fd);
    execvp(argv[1], argv + 1);
    return perror(argv[1]), 127;
  }
  int n, fd, pfd;
  close(sv[1]);
  if (read(sv[0], &n, sizeof n) != sizeof n) return waitpid(pid, &st, 0), WEXITSTATUS(st);
  pfd = syscall(SYS_pidfd_open, pid, 0);
  if (pfd < 0 || (fd = syscall(SYS_pidfd_getfd, pfd, n, 0)) < 0) return perror("pidfd_getfd"), 125;
  if (write(sv[0], &n, sizeof n) != sizeof n) return 125;
  for (int alive = 1;;) { /* answer uname() while anybody under the filter lives */
    struct pollfd w[2] = {{fd, POLLIN, 0}, {alive ? pfd : -1, POLLIN, 0}};
    if (poll(w, 2, -1) < 0) continue;
    if (alive && w[1].revents) {
      waitpid(pid, &st, 0), alive = 0;
      w[0].revents = 0, poll(w, 1, 0);
      if (!w[0].revents || w[0].revents & POLLIN) { /* something it left running still needs answers */
        if (fork()) break;
        close(0), close(1), close(2);
      }
    }
    if (!(w[0].revents & POLLIN)) {
      if (!w[0].revents) continue;
      if (alive) waitpid(pid, &st, 0); /* POLLHUP: nobody left, which may be told before the end of the command is */
      break;
    }
    struct seccomp_notif q;
    struct seccomp_notif_resp a;
    memset(&q, 0, sizeof q), memset(&a, 0, sizeof a);
    if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &q)) continue;
    struct utsname u;
    uname(&u);
    memset(u.release, 0, sizeof u.release);
    strcpy(u.release, getenv("K310_RELEASE") ?: "3.10.0-693.el7.x86_64");
    struct iovec l = {&u, sizeof u}, r = {(void *)q.data.args[0], sizeof u};
    a.id = q.id;
    if (process_vm_writev(q.pid, &l, 1, &r, 1, 0) != sizeof u) a.error = -EFAULT;
    ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &a);
  }
  return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}
