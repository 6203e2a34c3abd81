import { describe, expect, it } from 'vitest'
import { understood, unseen, type Expected } from './recorded.ts'

const url = 'https://packages.microsoft.com/centos/7/prod'

/** What the stand-in for yum 3 said when it was made to fail so. */
const expected: Readonly<Record<string, Expected>> = {
  conflict: [
    'package.unmet',
    'package aadlogin-1.0.0-1.x86_64 conflicts with aadsshlogin provided by aadsshlogin-1.0.2-1.x86_64',
  ],
  database: ['packages.database', 'cannot open Packages database in /var/lib/rpm'],
  dependency: ['widen', 'nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64'],
  'disk-big': [
    'dependency.disk-full',
    'Curl error (23): Failed writing received data to disk/application for https://packages.microsoft.com/centos/7/prod/Packages/big-1.0-1.x86_64.rpm [Failure writing output to destination]',
  ],
  'disk-full': ['dependency.disk-full', '[Errno 28] No space left on device'],
  dns: ['transient', '[Errno 14] curl#6'],
  'file-conflict': [
    'packages.transaction-failed',
    'file /usr/sbin/aad_certhandler from install of file-conflict-1.0-1.x86_64 conflicts with file from package aadsshlogin-1.0.2-1.x86_64',
  ],
  held: ['package.not-published', 'No package aadsshlogin available'],
  'lock-pid': ['locked', 'Existing lock /var/run/yum.pid: another copy is running as pid 561'],
  'lock-rpm': ['locked', "can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)"],
  'metadata-401': ['repository.refused', '[Errno 14] HTTPS Error 401'],
  'metadata-403': ['repository.refused', '[Errno 14] HTTPS Error 403'],
  'metadata-404': ['repository.refused', '[Errno 14] HTTPS Error 404'],
  'metadata-429': ['throttled', '[Errno 14] HTTPS Error 429'],
  'metadata-503': ['transient', '[Errno 14] HTTPS Error 503'],
  'metadata-cut': ['transient', '[Errno 14] curl#56'],
  'metadata-other': ['repository.refused', '[Errno 14] HTTPS Error 404'],
  'metadata-reset': ['transient', '[Errno 14] curl#56'],
  'name-unknown': ['package.not-published', 'No package nosuch available'],
  'not-root': ['dependency.permission', 'You need to be root to perform this command'],
  'own-no-url': ['packages.configuration', 'Cannot find a valid baseurl for repo: aadsshlogin-handler'],
  'package-403': [
    'repository.refused',
    'Status code: 403 for https://packages.microsoft.com/centos/7/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-404': [
    'refresh',
    'Status code: 404 for https://packages.microsoft.com/centos/7/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-429': [
    'throttled',
    'Status code: 429 for https://packages.microsoft.com/centos/7/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-503': [
    'transient',
    'Status code: 503 for https://packages.microsoft.com/centos/7/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-garbage': ['refresh', "Downloading successful, but checksum doesn't match"],
  'package-reset': [
    'transient',
    'Curl error (56): Failure when receiving data from the peer for https://packages.microsoft.com/centos/7/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm [GnuTLS recv error (-110): The TLS connection was non-properly terminated.]',
  ],
  'proxy-dead': ['transient', '[Errno 14] curl#7'],
  refused: ['transient', '[Errno 14] curl#7'],
  'script-pre': ['packages.transaction-failed', '%prein(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'script-preun': ['packages.transaction-failed', '%preun(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'third-404': ['package.unmet', 'nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64'],
  'third-certificate': [
    'repository.client-certificate',
    'Curl error (35): SSL connect error for https://third-party.test/rpm/repodata/repomd.xml [error reading X.509 key or certificate file]',
  ],
  'tls-selfsigned': ['repository.refused', '[Errno 14] curl#60'],
  'tls-wrongname': ['repository.refused', '[Errno 14] curl#60'],
  'version-unknown': ['package.not-published', 'No package aadsshlogin-9 available'],
}

describe('the words of yum', () => {
  const found = understood('yum', url)

  it.each(Object.entries(expected))('%s', (failure, meaning) => {
    expect(found[failure]).toEqual(meaning)
  })

  it('are recorded for nothing else', () => {
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  it('have no meaning in vain, but for what could not be produced', () => {
    expect(unseen('yum', found)).toEqual([
      'repository.key-refused',
      'dependency.read-only',
      'repository.signature',
      'package.held',
    ])
  })
})
