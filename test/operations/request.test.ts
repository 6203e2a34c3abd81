import { describe, expect, it } from 'vitest'
import type { Settings } from '../../src/agent/settings.ts'
import type { PackageState } from '../../src/core/facts.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { absentPackage } from '../../src/core/plan.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { deployRequest } from '../../src/operations/request.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import { microsoftKey } from './vm.ts'

const installed: PackageState = { ...absentPackage, status: 'installed', version: '1' }

function target(release: string, architecture = 'x86_64'): Target {
  const selection = selectProfile(shippedProfiles(), parseOsRelease(osReleaseTexts().get(release), architecture))
  if (selection.kind !== 'supported') throw new Error(`${release} is not supported`)
  return selection.target
}

function request(settings: Pick<Settings, 'repository' | 'package'>, packages: Record<string, PackageState> = {}) {
  return deployRequest({ target: target('debian-12'), grammar: grammars['apt-get'], facts: { packages } }, settings)
}

describe('deployRequest', () => {
  it('asks for the newest login package of the public repository', () => {
    const { sshd, wiring } = target('debian-12')

    expect(request({})).toEqual({
      packages: [{ name: 'aadsshlogin' }],
      places: { sshd, wiring },
      repository: {
        url: 'https://packages.microsoft.com/debian/12/prod',
        suite: 'bookworm',
        components: ['main'],
        architecture: 'amd64',
        keys: [{ from: { url: 'https://packages.microsoft.com/keys/microsoft.asc' }, fingerprints: [microsoftKey] }],
        entryFile: '/etc/apt/sources.list.d/aadsshlogin-handler.list',
        keyringFile: '/usr/share/keyrings/aadsshlogin-handler.gpg',
        aliases: ['https://packages.microsoft.com/repos/microsoft-debian-bookworm-prod'],
        entryId: 'aadsshlogin-handler',
        entryText: [
          '# Added by the AADSSHLoginForLinux extension, removed with it.',
          `# Key: ${microsoftKey}`,
          'deb [arch=amd64 signed-by=/usr/share/keyrings/aadsshlogin-handler.gpg] https://packages.microsoft.com/debian/12/prod bookworm main',
          '',
        ].join('\n'),
        enablesById: false,
        trust: 'entry',
        importsKeys: false,
      },
    })
  })

  it('takes a key that the distribution brings from its file', () => {
    const { repository } = deployRequest(
      { target: target('azurelinux-3.0'), grammar: grammars.tdnf, facts: { packages: {} } },
      {},
    )

    expect(repository.keys).toEqual([
      {
        from: { systemFile: '/etc/pki/rpm-gpg/MICROSOFT-RPM-GPG-KEY' },
        fingerprints: ['2BC94FFF7015A5F28F1537AD0CD9FED33135CE90'],
      },
    ])
  })

  it.each([
    ['debian-13', 'x86_64', 'https://packages.microsoft.com/debian/13/prod', 'trixie', 'amd64', 'microsoft-2025.asc'],
    ['ubuntu-22.04', 'aarch64', 'https://packages.microsoft.com/ubuntu/22.04/prod', 'jammy', 'arm64', 'microsoft.asc'],
  ])('knows the repository of %s on %s', (release, architecture, url, suite, word, key) => {
    const { repository } = deployRequest(
      { target: target(release, architecture), grammar: grammars['apt-get'], facts: { packages: {} } },
      {},
    )

    expect(repository).toMatchObject({ url, suite, architecture: word })
    expect(repository.keys.map(({ from }) => from)).toEqual([{ url: `https://packages.microsoft.com/keys/${key}` }])
  })

  it('asks for the SELinux package only where its policy is installed', () => {
    expect(request({}, { 'selinux-policy-default': installed }).packages).toEqual([
      { name: 'aadsshlogin' },
      { name: 'aadsshlogin-selinux' },
    ])
    expect(request({}, { 'selinux-policy-default': absentPackage }).packages).toHaveLength(1)
  })

  it('asks for the version of the settings', () => {
    expect(request({ package: { version: '1.0.2' } }).packages).toEqual([{ name: 'aadsshlogin', version: '1.0.2' }])
    expect(request({ package: {} }).packages).toEqual([{ name: 'aadsshlogin' }])
  })

  describe('with a private mirror', () => {
    const baseUrl = 'http://mirror.contoso.com/ms'
    const fingerprint = 'A'.repeat(40)

    it('keeps the layout below it, and expects the keys of Microsoft there', () => {
      const { repository } = request({ repository: { baseUrl } })

      expect(repository.url).toBe(`${baseUrl}/debian/12/prod`)
      expect(repository.keys).toEqual([
        { from: { url: `${baseUrl}/keys/microsoft.asc` }, fingerprints: [microsoftKey] },
      ])
    })

    it.each([{ url: 'https://keys.contoso.com/own.asc' }, { path: '/opt/own.gpg' }])(
      'takes its key from %j',
      (from) => {
        const { repository } = request({ repository: { baseUrl, key: { ...from, fingerprint } } })

        expect(repository.keys).toEqual([{ from, fingerprints: [fingerprint] }])
      },
    )

    it('takes a key for the public address too', () => {
      const { repository } = request({ repository: { key: { path: '/opt/own.gpg', fingerprint } } })

      expect(repository.url).toBe('https://packages.microsoft.com/debian/12/prod')
      expect(repository.keys).toEqual([{ from: { path: '/opt/own.gpg' }, fingerprints: [fingerprint] }])
    })
  })
})
