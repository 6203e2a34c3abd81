#!/usr/bin/python3
# Stands for yum 3 (RHEL/CentOS 7), which needs Python 2 and which Debian no longer has. dnf does the work; what a
# caller sees where yum 3 differs is yum 3's, taken from reading its source: the pid lock in /var/run/yum.pid
# it waits on for ever, missing names skipped when at least one name exists (exit 0), "Nothing to do" exit 1,
# update of something not installed exit 0, the text of a failing repository. Install as /usr/bin/yum, no dnf in PATH.
import os, re, subprocess, sys, time, atexit
DNF = next(p for p in ('/usr/libexec/stand-in/dnf', '/usr/bin/dnf-3') if os.path.exists(p)); PID = '/var/run/yum.pid'
def err(*a): print(*a, file=sys.stderr, flush=True)
argv = sys.argv[1:]; words = [a for a in argv if not a.startswith('-')]; cmd = words[0] if words else ''; pkgs = words[1:]
opts = [a for a in argv if a.startswith('-')]
if '--version' in argv: print('3.4.3'); sys.exit(0)
alters = cmd in ('install', 'update', 'upgrade', 'remove', 'erase', 'reinstall', 'downgrade', 'localinstall')
if alters and os.geteuid(): err('Loaded plugins: fastestmirror'); err('You need to be root to perform this command.'); sys.exit(1)
print('Loaded plugins: fastestmirror', flush=True); said = False
while alters or cmd in ('makecache', 'list', 'info', 'check-update'):
    try: fd = os.open(PID, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644); os.write(fd, str(os.getpid()).encode()); os.close(fd); atexit.register(os.unlink, PID); break
    except FileExistsError: pass
    try: other = int(open(PID).read() or 0)
    except (OSError, ValueError): other = 0
    if not other or not os.path.exists(f'/proc/{other}'):
        try: os.unlink(PID)
        except OSError: pass
        continue
    if not said: err(f'Existing lock {PID}: another copy is running as pid {other}.'); said = True
    if '--setopt=exit_on_lock=1' in opts or '--setopt=exit_on_lock=True' in opts: err('\n\nAnother app is currently holding the yum lock; exiting as configured by exit_on_lock'); sys.exit(1)
    err('Another app is currently holding the yum lock; waiting for it to exit...')
    name = open(f'/proc/{other}/comm').read().strip(); err(f'  The other application is: {name}'); time.sleep(2)
def dnf(*a): p = subprocess.run([DNF, *a], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True); return p.returncode, p.stdout
def installed(p): return subprocess.run(['rpm', '-q', p], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
sel = [o for o in opts if re.match(r'--(disablerepo|enablerepo|setopt|releasever)', o)]
if cmd in ('remove', 'erase'):
    for p in pkgs:
        if not installed(p): print(f'No Match for argument: {p}')
    pkgs = [p for p in pkgs if installed(p)]
    if not pkgs: print('No Packages marked for removal'); sys.exit(0)
if cmd in ('update', 'upgrade') and pkgs:
    pkgs = [p for p in pkgs if installed(p)]
    if not pkgs: print('No packages marked for update'); sys.exit(0)
if cmd == 'install':
    rc, out = dnf(*sel, 'makecache')
    if rc == 0:
        have = [p for p in pkgs if installed(p) or p.startswith('/') or dnf(*sel, '-q', 'list', p)[0] == 0]
        for p in pkgs:
            if p not in have: print(f'No package {p} available.')
        if not have: err('Error: Nothing to do'); sys.exit(1)
        pkgs = have
if cmd == 'makecache': pkgs = [p for p in pkgs if p != 'fast']   # without the lists of files, as dnf always does
rc, out = dnf(*opts, *([cmd] if cmd else []), *pkgs)
ignored = (re.search(r'^Ignoring repositories: (.*)', out, re.M) or ['', ''])[1].split(', ')
bad = next((m for m in re.finditer(r"Failed to download metadata for repo '([^']+)'", out) if m[1] not in ignored), None)
if rc and bad:
    m = re.search(r'Status code: (\d+) for (\S+)', out); c = re.search(r'Curl error \((\d+)\)', out)
    why = f'[Errno -1] repomd.xml signature could not be verified for {bad[1]}' if 'GPG signature verification error' in out else f'{m[2]}: [Errno 14] HTTPS Error {m[1]}' if m else f'[Errno 14] curl#{c[1]}' if c else ''
    err(f'{why}\nTrying other mirror.\n\n\n One of the configured repositories failed ({bad[1]}),\n and yum doesn\'t have enough cached data to continue. At this point the only\n safe thing yum can do is fail.\n\nfailure: repodata/repomd.xml from {bad[1]}: [Errno 256] No more mirrors to try.'); sys.exit(1)
if re.search(r'^Nothing to do', out, re.M) and cmd == 'install': print(''.join(f'Package {p} already installed and latest version\n' for p in pkgs) + 'Nothing to do'); sys.exit(0)
print(out, end=''); sys.exit(rc)
