import { describe, expect, it } from 'vitest'
import { understood, unseen, type Expected } from './recorded.ts'

const url = 'https://packages.microsoft.com/sles/15/prod'

/** What zypper 1.14.89 said, and 1.14.42 where the name says so, when it was made to fail so. */
const expected: Readonly<Record<string, Expected>> = {
  'conflict-1.14.42': [
    'package.unmet',
    'Problem: aadlogin-1.0.0-1.x86_64 conflicts with aadsshlogin provided by aadsshlogin-1.0.2-1.x86_64',
  ],
  conflict: [
    'package.unmet',
    "Problem: 1: the installed aadlogin-1.0.0-1.x86_64 conflicts with 'aadsshlogin' provided by the to be installed aadsshlogin-1.0.2-1.x86_64",
  ],
  database: ['packages.database', 'cannot open Packages database in /var/lib/rpm'],
  'dependency-1.14.42': [
    'widen',
    'Problem: nothing provides no-such-package >= 2 needed by needs-missing-1.0-1.x86_64',
  ],
  dependency: [
    'widen',
    "Problem: 1: nothing provides 'no-such-package >= 2' needed by the to be installed needs-missing-1.0-1.x86_64",
  ],
  'disk-big': ['dependency.disk-full', 'Failure writing output to destination, passed 16384 returned 8192'],
  'disk-full': ['dependency.disk-full', 'No space left on device'],
  'dns-1.14.42': ['transient', 'Could not resolve host: packages.microsoft.com'],
  dns: ['transient', 'Could not resolve host: packages.microsoft.com'],
  // By rpm 4.20.
  'key-sha1': [
    'repository.key-refused',
    'Policy rejects A435E98AC170DCD4: No binding signature at time 2026-11-22T08:01:16Z',
  ],
  'file-conflict': ['packages.transaction-failed', 'Detected 1 file conflict: File /usr/sbin/aad_certhandler'],
  'held-1.14.42': [
    'package.held',
    'remove lock to allow installation of aadsshlogin-1.0.2-1.x86_64[aadsshlogin-handler]',
  ],
  held: ['package.held', 'remove lock to allow installation of aadsshlogin-1.0.2-1.x86_64[aadsshlogin-handler]'],
  'key-wrong-1.14.42': ['repository.signature', 'Signature verification failed for repomd.xml'],
  'key-wrong': ['repository.signature', 'Signature verification failed for repomd.xml'],
  'lock-pid': ['locked', 'System management is locked by the application with pid 568 (sleep)'],
  'lock-rpm': ['locked', "can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)"],
  'metadata-401': [
    'repository.refused',
    'Login failed. (https://packages.microsoft.com/sles/15/prod/repodata/repomd.xml): The requested URL returned error: 401',
  ],
  'metadata-403': [
    'repository.refused',
    "Permission to access 'https://packages.microsoft.com/sles/15/prod/repodata/repomd.xml' denied",
  ],
  'metadata-404-1.14.42': ['repository.refused', "Repository type can't be determined"],
  'metadata-404': ['repository.refused', "Repository type can't be determined"],
  'metadata-429': ['throttled', 'The requested URL returned error: 429'],
  'metadata-503-1.14.42': [
    'transient',
    "Location 'https://packages.microsoft.com/sles/15/prod/repodata/repomd.xml' is temporarily unaccessible",
  ],
  'metadata-503': [
    'transient',
    "Location 'https://packages.microsoft.com/sles/15/prod/repodata/repomd.xml' is temporarily unaccessible",
  ],
  'metadata-cut': [
    'transient',
    'OpenSSL SSL_read: OpenSSL/3.5.7: error:0A000126:SSL routines::unexpected eof while reading, errno 0',
  ],
  'metadata-garbage': [
    'refresh',
    '1defdf8714d22bfc0c5011b932a7a8e82e45ca346a3c8377a992a01cecc5c2db-primary.xml.gz has wrong checksum',
  ],
  'metadata-other': ['repository.refused', "Repository type can't be determined"],
  'metadata-reset': [
    'transient',
    'OpenSSL SSL_read: OpenSSL/3.5.7: error:0A000126:SSL routines::unexpected eof while reading, errno 0',
  ],
  'name-unknown-1.14.42': ['package.not-published', "No provider of 'nosuch' found"],
  'name-unknown': ['package.not-published', "No provider of 'nosuch' found"],
  'not-root': ['dependency.permission', 'Root privileges are required to run this command'],
  'other-malformed': ['packages.configuration', 'Parsing .repo file /etc/zypp/repos.d/other.repo'],
  'own-gone': ['packages.configuration', "Repository 'aadsshlogin-handler' not found by its alias"],
  'package-403': [
    'repository.refused',
    "Permission to access 'https://packages.microsoft.com/sles/15/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm' denied",
  ],
  'package-404-1.14.42': [
    'refresh',
    "File './Packages/aadsshlogin-1.0.2-1.x86_64.rpm' not found on medium 'https://packages.microsoft.com/sles/15/prod'",
  ],
  'package-404': [
    'refresh',
    "File './Packages/aadsshlogin-1.0.2-1.x86_64.rpm' not found on medium 'https://packages.microsoft.com/sles/15/prod'",
  ],
  'package-429': ['throttled', 'The requested URL returned error: 429'],
  'package-503': [
    'transient',
    "Location 'https://packages.microsoft.com/sles/15/prod/Packages/aadsshlogin-1.0.2-1.x86_64.rpm' is temporarily unaccessible",
  ],
  'package-garbage': ['refresh', "Digest verification failed for file 'aadsshlogin-1.0.2-1.x86_64.rpm'"],
  'package-reset': [
    'transient',
    'OpenSSL SSL_read: OpenSSL/3.5.7: error:0A000126:SSL routines::unexpected eof while reading, errno 0',
  ],
  'proxy-403': ['repository.refused', 'The requested URL returned error: 403'],
  'proxy-407': ['transient', 'HTTP response: 0'],
  'proxy-502': ['transient', 'The requested URL returned error: 502'],
  'proxy-dead': ['transient', 'Failed to connect to 127.0.0.1 port 9 after 0 ms: Could not connect to server'],
  refused: [
    'transient',
    'Failed to connect to packages.microsoft.com port 443 after 0 ms: Could not connect to server',
  ],
  'script-pre': ['packages.transaction-failed', '%prein(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'script-preun': ['packages.transaction-failed', '%preun(aadsshlogin-1.0.2-1.x86_64) scriptlet failed, exit status 1'],
  'third-404': [
    'package.unmet',
    "nothing provides 'no-such-package >= 2' needed by the to be installed needs-missing-1.0-1.x86_64",
  ],
  'third-dns': [
    'package.unmet',
    "nothing provides 'no-such-package >= 2' needed by the to be installed needs-missing-1.0-1.x86_64",
  ],
  'tls-selfsigned-1.14.42': ['repository.refused', 'SSL certificate problem: self-signed certificate'],
  'tls-selfsigned': ['repository.refused', 'SSL certificate problem: self-signed certificate'],
  'tls-wrongname': [
    'repository.refused',
    "SSL: no alternative certificate subject name matches target hostname 'packages.microsoft.com'",
  ],
  'version-unknown': ['package.not-published', "No provider of 'aadsshlogin=9' found"],
}

describe('the words of zypper', () => {
  const found = understood('zypper', url)

  it.each(Object.entries(expected))('%s', (failure, meaning) => {
    expect(found[failure]).toEqual(meaning)
  })

  it('are recorded for nothing else', () => {
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  it('have no meaning in vain, but for what could not be produced', () => {
    expect(unseen('zypper', found)).toEqual(['dependency.read-only'])
  })
})
