#!/usr/bin/python3
"""A handler of the shape of ours in Python, for comparison only: it believes what it is told, verifies the minimum and
knows one distribution. `handler.py COMMAND`, in the folder that has HandlerEnvironment.json."""
import datetime
import fcntl
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import urllib.request

BASE = os.path.dirname(os.path.abspath(__file__))
NAME = 'Bench.Python'
STATE = '/var/lib/bench-python'
TOKEN = ('http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01'
         '&resource=https%3A%2F%2Fmanagement.azure.com%2F')


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def write_status(folder, state, code, message):
    now = datetime.datetime.utcnow().strftime('%Y-%m-%dT%H:%M:%SZ')
    path = '%s/%s.status' % (folder, os.environ['ConfigSequenceNumber'])
    status = {'name': NAME, 'operation': 'Enable', 'status': state, 'code': code,
              'formattedMessage': {'lang': 'en-US', 'message': message}}
    with open(path + '.tmp', 'w') as file:
        json.dump([{'version': 1.0, 'timestampUTC': now, 'status': status}], file)
    os.rename(path + '.tmp', path)


def check_identity():
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(TOKEN, headers={'Metadata': 'true'}), timeout=10) as answer:
            if 'access_token' not in json.load(answer):
                raise Failure(22, 'no managed identity')
    except OSError as error:
        raise Failure(53, 'the metadata service does not answer: %s' % error)


def check_system():
    with open('/etc/os-release') as file:
        if not re.search(r'^ID="?debian"?$', file.read(), re.M):
            raise Failure(51, 'not a supported distribution')
    if shutil.disk_usage('/').free < 100000000:
        raise Failure(52, 'the disk is full')


def text(path):
    with open(path) as file:
        return file.read()


def check_login():
    query = ['dpkg-query', '-W', '-f', '${Status}', 'aadsshlogin']
    if subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout != b'install ok installed':
        raise Failure(80, 'the package is not installed')
    if not re.search(r'^passwd:.*\baad\b', text('/etc/nsswitch.conf'), re.M):
        raise Failure(81, 'name service is not wired')
    folder = '/etc/ssh/sshd_config.d'
    files = ['/etc/ssh/sshd_config'] + [os.path.join(folder, name) for name in os.listdir(folder)]
    if not any('aad_certhandler' in text(path) for path in files):
        raise Failure(82, 'sshd is not wired')


def install_packages():
    shutil.copy(BASE + '/key.gpg', '/usr/share/keyrings/bench.gpg')
    with open('/etc/apt/sources.list.d/bench.list', 'w') as file:
        file.write('deb [arch=amd64 signed-by=/usr/share/keyrings/bench.gpg] ' + text(BASE + '/repository'))
    env = dict(os.environ, DEBIAN_FRONTEND='noninteractive')
    update = ['apt-get', '-q', '-y', '-o', 'Dir::Etc::sourcelist=/etc/apt/sources.list.d/bench.list',
              '-o', 'Dir::Etc::sourceparts=-', '-o', 'APT::Get::List-Cleanup=0', 'update']
    install = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=60', '--no-install-recommends', 'install', 'aadsshlogin']
    for argv, code in ((update, 60), (install, 64)):
        done = subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        logging.info('%s: %s\n%s', argv[-1], done.returncode, done.stdout.decode())
        if done.returncode != 0:
            raise Failure(code, 'apt-get %s failed' % argv[-1])


def run(command, folders):
    settings = '%s/%s.settings' % (folders['configFolder'], os.environ['ConfigSequenceNumber'])
    json.loads(text(settings))['runtimeSettings'][0]['handlerSettings']
    if command == 'install':
        check_system()
        check_identity()
        install_packages()
        check_login()
        os.makedirs(STATE, exist_ok=True)
        with open(STATE + '/installed', 'w') as file:
            file.write(str(datetime.datetime.utcnow()))
    if command == 'enable':
        check_identity()
        check_login()
        write_status(folders['statusFolder'], 'success', 0, 'Login works.')


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ''
    if command == '--version':
        print('1.0.0')
        return 0
    if command not in ('install', 'enable', 'disable', 'update', 'uninstall'):
        return 64
    folders = json.loads(text(BASE + '/HandlerEnvironment.json'))[0]['handlerEnvironment']
    logging.basicConfig(filename=folders['logFolder'] + '/handler.log', level=logging.INFO,
                        format='%(asctime)s %(levelname)s %(message)s')
    lock = open('/run/bench-python.lock', 'w')
    fcntl.flock(lock, fcntl.LOCK_EX)
    logging.info(command)
    try:
        run(command, folders)
    except Failure as failure:
        logging.error('failed: %s', failure)
        sys.stderr.write('%s: %s\n' % (failure.code, failure))
        if command == 'enable':
            write_status(folders['statusFolder'], 'error', failure.code, str(failure))
        return failure.code
    logging.info('%s done', command)
    return 0


sys.exit(main())
