import { execFileSync } from 'node:child_process'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** sources.list lines for a Debian suite and its security updates, from the mirrors that this machine's apt uses. */
export function debianSources(suite: string): string {
  const targets = execFileSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  )
  const mirrors = debianMirrors(targets)
  return [
    `deb [signed-by=${keyring}] ${mirrors.main} ${suite} main\n`,
    `deb [signed-by=${keyring}] ${mirrors.security} ${suite}-security main\n`,
  ].join('')
}

/**
 * The mirrors of Debian and of its security updates among apt's lines `URI SUITE COMPONENT`; throws when one is missing.
 * A wrong guess does no harm: its index would not be signed by a key of Debian's keyring.
 */
export function debianMirrors(targets: string): { main: string; security: string } {
  const lines = targets.split('\n').map((line) => line.split(' '))
  const mirror = (path: RegExp, suite: RegExp): string | undefined =>
    lines.find(
      ([uri = '', release = '', component]) => path.test(uri) && suite.test(release) && component === 'main',
    )?.[0]
  const main = mirror(/\/debian\/$/, /^[a-z]+$/)
  const security = mirror(/\/debian-security\/$/, /^[a-z]+(-security|\/updates)$/)
  if (main === undefined || security === undefined) {
    throw new Error('the apt sources of this machine name no Debian mirror with its security updates')
  }
  return { main, security }
}
