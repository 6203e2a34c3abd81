import { describe, expect, it } from 'vitest'
import { understood, unseen, type Expected } from './recorded.ts'

const url = 'https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64'

/** What the stand-in for tdnf 3.5.8 said when it was made to fail so. */
const expected: Readonly<Record<string, Expected>> = {
  conflict: [
    'package.unmet',
    'package aadlogin-1.0.0-1.x86_64 from @System conflicts with aadsshlogin provided by aadsshlogin-1.0.2-1.x86_64 from aadsshlogin-handler',
  ],
  database: ['packages.database', 'cannot open Packages database in /var/lib/rpm'],
  dependency: [
    'widen',
    'nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64 from aadsshlogin-handler',
  ],
  'disk-big': [
    'dependency.disk-full',
    'Insufficient disk space at cache directory /var/cache/tdnf (unless specified differently in config). Try freeing space first',
  ],
  'disk-full-metadata': [
    'dependency.disk-full',
    'Insufficient disk space at cache directory /var/cache/tdnf (unless specified differently in config). Try freeing space first',
  ],
  'disk-full': [
    'dependency.disk-full',
    'Insufficient disk space at cache directory /var/cache/tdnf (unless specified differently in config). Try freeing space first',
  ],
  dns: ['transient', "Couldn't resolve host name"],
  'file-conflict': [
    'packages.transaction-failed',
    'file /usr/sbin/aad_certhandler from install of file-conflict-1.0-1.x86_64 conflicts with file from package aadsshlogin-1.0.2-1.x86_64',
  ],
  held: ['packages.transaction-failed', 'it gave no reason'],
  'key-wrong': ['repository.signature', 'RPM is signed but failed to match with known keys'],
  'lock-instance': ['locked', 'waiting for tdnf_instance lock on /var/run/.tdnf-instance-lockfile'],
  'lock-rpm': ['locked', "can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)"],
  'metadata-401': [
    'repository.refused',
    'Error: 401 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/repodata/repomd.xml',
  ],
  'metadata-403': [
    'repository.refused',
    'Error: 403 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/repodata/repomd.xml',
  ],
  'metadata-404': [
    'repository.refused',
    'Error: 404 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/repodata/repomd.xml',
  ],
  'metadata-429': [
    'throttled',
    'Error: 429 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/repodata/repomd.xml',
  ],
  'metadata-503': [
    'transient',
    'Error: 503 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/repodata/repomd.xml',
  ],
  'metadata-cut': ['transient', 'Failure when receiving data from the peer'],
  'metadata-garbage': ['transient', 'Solv - I/O error'],
  'metadata-other': [
    'repository.refused',
    'Error: 404 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/repodata/repomd.xml',
  ],
  'metadata-reset': ['transient', 'Failure when receiving data from the peer'],
  'name-unknown': ['package.not-published', 'No matching packages'],
  'not-root': ['dependency.permission', 'Operation not permitted. You have to be root'],
  'own-no-url': ['packages.configuration', 'Base URL and Metalink URL not found in the repo file'],
  'package-403': [
    'repository.refused',
    'Error: 403 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-404': [
    'refresh',
    'Error: 404 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-429': [
    'throttled',
    'Error: 429 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-503': [
    'transient',
    'Error: 503 when downloading https://packages.microsoft.com/azurelinux/3.0/prod/ms-oss/x86_64/Packages/aadsshlogin-1.0.2-1.x86_64.rpm',
  ],
  'package-garbage': ['refresh', 'File checksum does not match'],
  'package-reset': ['transient', 'Failure when receiving data from the peer'],
  'proxy-403': ['transient', 'Failure when receiving data from the peer'],
  'proxy-407': ['transient', 'Failure when receiving data from the peer'],
  'proxy-502': ['transient', 'Failure when receiving data from the peer'],
  'proxy-dead': ['transient', "Couldn't connect to server"],
  refused: ['transient', "Couldn't connect to server"],
  'script-pre': ['packages.transaction-failed', '%prein(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'script-preun': ['packages.transaction-failed', '%preun(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'third-404': ['avoid', 'Error: 404 when downloading https://third-party.test/nowhere/repodata/repomd.xml'],
  'third-certificate': ['avoid', 'SSL connect error'],
  'tls-selfsigned': ['repository.refused', 'SSL peer certificate or SSH remote key was not OK'],
  'tls-wrongname': ['repository.refused', 'SSL peer certificate or SSH remote key was not OK'],
  unsigned: ['repository.signature', 'RPM not signed'],
  'version-unknown': ['package.not-published', 'No matching packages'],
}

describe('the words of tdnf', () => {
  const found = understood('tdnf', url)

  it.each(Object.entries(expected))('%s', (failure, meaning) => {
    expect(found[failure]).toEqual(meaning)
  })

  it('are recorded for nothing else', () => {
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  it('have no meaning in vain, but for what could not be produced', () => {
    expect(unseen('tdnf', found)).toEqual(['repository.key-refused', 'dependency.read-only'])
  })
})
