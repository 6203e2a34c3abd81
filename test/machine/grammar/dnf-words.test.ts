import { describe, expect, it } from 'vitest'
import { understood, unseen, type Expected } from './recorded.ts'

const url = 'https://packages.microsoft.com/rhel/9/prod'

/** What dnf 4.14 said when it was made to fail so. */
const expected: Readonly<Record<string, Expected>> = {
  conflict: [
    'package.unmet',
    'package aadlogin-1.0.0-1.x86_64 conflicts with aadsshlogin provided by aadsshlogin-1.0.2-1.x86_64',
  ],
  database: ['packages.database', 'cannot open Packages database in /var/lib/rpm'],
  dependency: ['widen', 'nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64'],
  'disk-big': [
    'dependency.disk-full',
    'Curl error (23): Failed writing received data to disk/application for https://packages.microsoft.com/rhel/9/prod/Packages/big-1.0-1.x86_64.rpm [Failure writing output to destination]',
  ],
  'disk-full': ['dependency.disk-full', '[Errno 28] No space left on device'],
  dns: [
    'transient',
    "Curl error (6): Couldn't resolve host name for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [Could not resolve host: packages.microsoft.com]",
  ],
  'file-conflict': [
    'packages.transaction-failed',
    'file /usr/sbin/aad_certhandler from install of file-conflict-1.0-1.x86_64 conflicts with file from package aadsshlogin-1.0.2-1.x86_64',
  ],
  held: ['package.held', 'Unable to find a match: aadsshlogin'],
  'key-wrong': [
    'repository.signature',
    "Failed to download metadata for repo 'aadsshlogin-handler': repomd.xml GPG signature verification error: Bad GPG signature",
  ],
  'lock-metadata': ['locked', 'metadata already locked by 454'],
  'lock-rpm': ['locked', "can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)"],
  'metadata-401': [
    'repository.refused',
    'Status code: 401 for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml',
  ],
  'metadata-403': [
    'repository.refused',
    'Status code: 403 for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml',
  ],
  'metadata-404': [
    'repository.refused',
    'Status code: 404 for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml',
  ],
  'metadata-429': ['throttled', 'Status code: 429 for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml'],
  'metadata-503': ['transient', 'Status code: 503 for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml'],
  'metadata-cut': [
    'transient',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [GnuTLS recv error (-110): The TLS connection was non-properly terminated.]',
  ],
  'metadata-garbage': ['refresh', "Downloading successful, but checksum doesn't match"],
  'metadata-other': [
    'repository.refused',
    'Status code: 404 for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml',
  ],
  'metadata-reset': [
    'transient',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [GnuTLS recv error (-110): The TLS connection was non-properly terminated.]',
  ],
  'name-unknown': ['package.not-published', 'No match for argument: nosuch'],
  'not-root': [
    'dependency.permission',
    'This command has to be run with superuser privileges (under the root user on most systems)',
  ],
  'own-gone': ['packages.configuration', "Unknown repo: 'aadsshlogin-handler'"],
  'own-no-url': ['packages.configuration', 'Cannot find a valid baseurl for repo: aadsshlogin-handler'],
  'package-403': [
    'repository.refused',
    'Status code: 403 for https://packages.microsoft.com/rhel/9/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-404': [
    'refresh',
    'Status code: 404 for https://packages.microsoft.com/rhel/9/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-429': [
    'throttled',
    'Status code: 429 for https://packages.microsoft.com/rhel/9/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-503': [
    'transient',
    'Status code: 503 for https://packages.microsoft.com/rhel/9/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-garbage': ['refresh', "Downloading successful, but checksum doesn't match"],
  'package-reset': [
    'transient',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/rhel/9/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm [GnuTLS recv error (-110): The TLS connection was non-properly terminated.]',
  ],
  'proxy-403': [
    'repository.refused',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [CONNECT tunnel failed, response 403]',
  ],
  'proxy-407': [
    'transient',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [Proxy CONNECT aborted]',
  ],
  'proxy-502': [
    'transient',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [CONNECT tunnel failed, response 502]',
  ],
  'proxy-dead': [
    'transient',
    "Curl error (7): Couldn't connect to server for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server]",
  ],
  'read-only': [
    'dependency.read-only',
    "Config error: [Errno 30] Read-only file system: '/var/log/dnf.log': '/var/log/dnf.log'",
  ],
  refused: [
    'transient',
    "Curl error (7): Couldn't connect to server for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [Failed to connect to packages.microsoft.com port 443 after 0 ms: Couldn't connect to server]",
  ],
  'script-pre': ['packages.transaction-failed', '%prein(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'script-preun': ['packages.transaction-failed', '%preun(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'third-404': ['package.unmet', 'nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64'],
  'third-certificate': [
    'repository.client-certificate',
    'Curl error (35): SSL connect error for https://third-party.test/rpm/repodata/repomd.xml [error reading X.509 key or certificate file]',
  ],
  'third-dns': ['package.unmet', 'nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64'],
  'tls-selfsigned': [
    'repository.refused',
    'Curl error (60): SSL peer certificate or SSH remote key was not OK for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [server certificate verification failed. CAfile: none CRLfile: none]',
  ],
  'tls-wrongname': [
    'repository.refused',
    "Curl error (60): SSL peer certificate or SSH remote key was not OK for https://packages.microsoft.com/rhel/9/prod/repodata/repomd.xml [SSL: certificate subject name (other.test) does not match target host name 'packages.microsoft.com']",
  ],
  unsigned: ['repository.signature', 'Package aadsshlogin-1.0.2-1.x86_64.rpm is not signed'],
  'version-unknown': ['package.not-published', 'No match for argument: aadsshlogin-9'],
}

describe('the words of dnf', () => {
  const found = understood('dnf', url)

  it.each(Object.entries(expected))('%s', (failure, meaning) => {
    expect(found[failure]).toEqual(meaning)
  })

  it('are recorded for nothing else', () => {
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  it('have no meaning in vain, but for what could not be produced', () => {
    expect(unseen('dnf', found)).toEqual(['repository.key-refused'])
  })
})
