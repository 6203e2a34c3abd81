#!/usr/bin/python3
# Stands for tdnf 3.5.8 of Azure Linux 3 (and CBL-Mariner), which Debian does not have: resolving, downloading,
# signature checking and rpm transactions are done by dnf; the command line, the messages and the exit codes (tdnf's
# error number modulo 256) are tdnf's as recorded from the real one. It is /usr/bin/tdnf, with dnf out of PATH.
# repo_gpgcheck is ignored: tdnf has it in a plugin only.
import fcntl, os, re, subprocess, sys
DNF = next(p for p in ('/usr/libexec/stand-in/dnf', '/usr/bin/dnf-3', '/usr/bin/dnf') if os.path.exists(p))
LOCK = '/var/run/.tdnf-instance-lockfile'
TEXT = {1001: 'Package name expected but was not provided', 1011: 'No matching packages', 1033: 'Invalid input.',
        1036: 'Insufficient disk space at cache directory /var/cache/tdnf (unless specified differently in config). Try freeing space first.',
        1301: 'Solv general runtime error', 1304: 'Solv - I/O error', 1514: 'RPM is signed but failed to match with known keys. Use --nogpgcheck to ignore.',
        1523: 'gpgkey entry is missing for this repo. please add gpgkey in repo file or use --nogpgcheck to ignore.',
        1525: 'rpm transaction failed', 1528: 'File checksum does not match.', 1601: 'Operation not permitted. You have to be root.',
        1622: 'Invalid argument', 1630: 'Read-only file system', 2500: 'Base URL and Metalink URL not found in the repo file',
        912: 'Please check your command', 908: 'Command line error: option is invalid.', 1510: 'RPM not signed. Use --nogpgcheck to ignore.'}
CURL = {6: "Couldn't resolve host name", 7: "Couldn't connect to server", 18: 'Transferred a partial file', 28: 'Timeout was reached',
        35: 'SSL connect error', 52: 'Server returned nothing (no headers, no data)', 56: 'Failure when receiving data from the peer',
        60: 'SSL peer certificate or SSH remote key was not OK', 23: 'Failed writing received data to disk/application'}
def err(*a): print(*a, file=sys.stderr)
def fail(n, text=None): err(f'Error({n}) : {text or TEXT[n]}'); sys.exit(n % 256)
def nothing(): err('Nothing to do.'); sys.exit(0)

argv = sys.argv[1:]
if '--version' in argv: print('tdnf: 3.5.8'); sys.exit(0)
yes = any(a in ('-y', '--assumeyes') for a in argv); quiet = '-q' in argv or '--quiet' in argv
while '-c' in argv: at = argv.index('-c'); del argv[at:at + 2]   # another configuration: dnf underneath has its own
opts, words = [], []
for a in argv:
    if a in ('-y', '--assumeyes', '--assumeno', '-C', '--cacheonly', '-q', '--quiet', '--refresh', '--nogpgcheck', '--allowerasing', '--downloadonly', '--skipsignature', '--nobest', '--noautoremove') or re.match(r'--(disablerepo|enablerepo|setopt|releasever|installroot|exclude|repo|repoid)=', a): opts.append(a)
    elif a.startswith('-'): print(f'No such option: {a}. Please use /usr/bin/tdnf --help'); fail(908)
    else: words.append(a)
cmd, pkgs = (words[0] if words else ''), words[1:]
verb = {'erase': 'remove', 'update': 'upgrade', 'upgrade': 'upgrade', 'update-to': 'upgrade'}.get(cmd, cmd)
if verb not in ('install', 'remove', 'upgrade', 'reinstall', 'list', 'makecache', 'clean', 'check-update', 'repolist', 'info', 'autoremove', 'search'):
    print(f'No such command: {cmd}. Please use /usr/bin/tdnf --help'); fail(912)
alters = verb in ('install', 'remove', 'upgrade', 'reinstall', 'autoremove')
if alters and os.geteuid(): fail(1601)
if verb in ('install', 'remove') and not pkgs: fail(1001)
if alters or verb == 'makecache':
    try: lock = open(LOCK, 'w')
    except OSError as e: fail(1600 + e.errno, os.strerror(e.errno))
    try: fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print('waiting for tdnf_instance lock on ' + LOCK, flush=True); fcntl.lockf(lock, fcntl.LOCK_EX)

def dnf(*args):
    p = subprocess.run([DNF, '--setopt=retries=1', '--setopt=*.repo_gpgcheck=0', *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    return p.returncode, p.stdout
def curl_or_status(out, repo=None):
    def stop(n, text=None):
        if repo: err(f'Error({n}) : {text or TEXT[n]}'); err(f"Error: Failed to synchronize cache for repo '{repo}'")
        fail(n, text)
    m = re.search(r'Status code: (\d+) for (\S+)', out)
    if m: err(f'Error: {m[1]} when downloading {m[2]}\n. Please check repo url or refresh metadata with \'tdnf makecache\'.'); stop(1622)
    m = re.search(r'Curl error \((\d+)\)', out)
    if m:
        if m[1] == '23': fail(1036)
        for i in range(1, 11): print(f'retrying {i}/10')
        stop(1201 + int(m[1]), CURL.get(int(m[1]), 'curl error'))
    if 'No space left' in out: fail(1036)
    if 'Read-only file system' in out: fail(1630)

sel = [o for o in opts if '=' in o]
if verb != 'clean' and verb != 'repolist' and '-C' not in argv and '--cacheonly' not in argv:   # tdnf refreshes every enabled repository first, also for remove
    rc, out = dnf(*sel, 'makecache')
    for r in re.findall(r"Failed to download metadata for repo '([^']+)'", out) or (['?'] if rc else []):
        if rc == 0:   # passed over, by the name of the entry
            m = re.search(rf"for repository '{re.escape(r)}':\n(?:  - .*\n)*?  - Status code: (\d+) for (\S+)", out)
            if m: err(f'Error: {m[1]} when downloading {m[2]}\n. Please check repo url or refresh metadata with \'tdnf makecache\'.')
            err(f"Error: Failed to synchronize cache for repo '{r}'"); print(f"Disabling Repo: '{r}'"); continue
        if 'There are no enabled repositories' in out: break
        if 'valid base' in out or 'Cannot find a valid baseurl' in out or 'Problem repository' in out: err('Error: Cannot find a valid base URL for repo: ' + r); fail(2500)
        if 'rpmdb open failed' in out: err(out.strip()); fail(1304)
        curl_or_status(out, r); err(f"Error: Failed to synchronize cache for repo '{r}'"); fail(1304)
    if verb == 'makecache': print('Metadata cache created.'); sys.exit(0)
if verb in ('clean', 'repolist', 'search', 'info', 'list', 'check-update'):
    rc, out = dnf(*opts, verb, *(['--showduplicates'] if verb == 'list' else []), *pkgs)
    if verb == 'check-update': print(out.split('\n\n', 1)[-1] if rc == 100 else '', end=''); sys.exit(0)
    if rc: fail(1011)
    print(out, end=''); sys.exit(0)

def installed(p): return subprocess.run(['rpm', '-q', '--whatprovides', p], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
known = lambda p: installed(p) or dnf(*sel, '-q', '--disableexcludes=all', 'list', p)[0] == 0
for p in pkgs:
    if not known(p.split('=')[0]) or (verb == 'upgrade' and not installed(p)):
        if verb != 'upgrade': err(f'{p} package not found or not installed')
        fail(1011)
if verb == 'install':
    # the highest version there is, also where an older one is installed; a version that is named may be older
    have = [p for p in pkgs if installed(p) and dnf(*sel, '-q', 'list', '--upgrades', p)[0] != 0]
    for p in have: err(f'Package {p} is already installed.')
    if len(have) == len(pkgs): nothing()
if verb == 'remove':
    pkgs = [p for p in pkgs if installed(p)]
    if not pkgs: nothing()
if '--assumeno' in argv:
    rc, out = dnf(*opts, verb, *[p.replace('=', '-') for p in pkgs])
    for m in re.finditer(r'^ (\S+)\s+(x86_64|aarch64|noarch)\s+(\S+)\s+(\S+)\s+([\d.]+) ([kMG]?)', out, re.M): print('%-25s %-10s %-20s %-15s %s%s' % m.groups())
    fail(1032, 'Operation aborted.')
if not yes:
    print('Is this ok [y/N]: ', end='', flush=True); a = sys.stdin.readline().strip()
    if a.lower() not in ('y', 'yes'): fail(1033)
rc, out = dnf('-y', *[o for o in opts if o not in ('-y', '--assumeyes')], verb, *[p.replace('=', '-') for p in pkgs])
m = re.search(r'From\s+: (\S+)', out)
if m: print('importing key from ' + m[1])
for line in out.split('\n'):
    g = re.match(r'\s+(Installing|Upgrading|Reinstalling|Erasing|Cleanup|Removing)\s+: (\S+)', line)
    if g: print(('Removing: ' if g[1] in ('Erasing', 'Cleanup', 'Removing') else 'Installing/Updating: ') + g[2])
    g = re.match(r'(error|warning): %(\w+)\((\S+)\) scriptlet failed', line)
    if g: print(f'package {g[3]}: script {g[1]} in %{g[2]}'); err(line)
if 'filtered out by exclude' in out: nothing()
if rc == 0:
    if re.search(r'^Nothing to do', out, re.M): nothing()
    sys.exit(0)
f = re.search(r"^\[FAILED\] (\S+?):", out, re.M)
if f: err('Error processing package: Packages/' + f[1])
if "checksum doesn't match" in out: fail(1528)
if 'is not signed' in out: fail(1510)
if 'gpgkey' in out and 'Problem repository' in out: fail(1523)
if 'GPG check FAILED' in out: fail(1514)
if 'transaction lock on' in out: err(re.search(r'error: can.t create transaction lock.*', out)[0]); sys.exit(2)
if 'more space needed' in out: fail(1036)
if re.search(r'^ Problem', out, re.M):
    for i, t in enumerate(re.findall(r'^  - (.*)$', out, re.M)[:1], 1): err(f'{i}. {t}')
    err('Found 1 problem(s) while resolving'); fail(1301)
curl_or_status(out)
if 'rpmdb open failed' in out: err(out.strip()); fail(1304)
err(out.strip().split('\n')[-1]); fail(1525)
