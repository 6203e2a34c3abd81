import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { System } from '../../src/core/facts.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { osReleaseTexts } from './distro-data.ts'
import { likelyTexts } from './likely-texts.ts'

const texts = osReleaseTexts()
const bookworm = { id: 'debian', versionId: '12', codename: 'bookworm' }

function parse(name: string): System {
  return parseOsRelease(texts.get(name), 'x86_64')
}

describe('parseOsRelease', () => {
  it('reads all fields of a real file', () => {
    expect(parseOsRelease(texts.get('ubuntu-22.04'), 'aarch64\n')).toEqual({
      id: 'ubuntu',
      idLike: ['debian'],
      versionId: '22.04',
      codename: 'jammy',
      parentCodenames: ['jammy'],
      prettyName: 'Ubuntu 22.04.5 LTS',
      architecture: 'aarch64',
    })
  })

  it.each<[string, Partial<System>]>([
    ['broken-crlf', { ...bookworm, prettyName: 'Debian GNU/Linux 12 (bookworm)' }],
    ['broken-old-mac', bookworm],
    ['broken-bom', bookworm],
    ['broken-bom-first', { id: 'debian', versionId: '12', codename: '', prettyName: 'debian 12' }],
    ['broken-single-quotes', { id: 'debian', versionId: '12', prettyName: 'Debian' }],
    ['broken-duplicate', { id: 'ubuntu', versionId: '24.04', codename: 'noble' }],
    ['broken-open-quote', { id: 'debian', versionId: '12', prettyName: 'Debian' }],
    ['broken-upper-case', { id: 'debian', prettyName: 'DEBIAN 12' }],
    ['broken-comments', { id: 'debian', versionId: '12' }],
    ['broken-no-newline', { id: 'debian', versionId: '12' }],
    ['broken-escapes', { id: 'debian', versionId: '12', prettyName: 'a "quoted" $HOME `name`' }],
    ['broken-no-id', { id: '', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' }],
    ['broken-version-words', { id: 'debian', versionId: '' }],
    ['broken-command', { id: '', versionId: '', prettyName: '$(reboot)' }],
    ['broken-path', { id: 'debian', versionId: '99', codename: '' }],
    ['broken-newline-name', { prettyName: 'Debian  [31m 8' }],
    ['broken-spaces', { id: 'debian', versionId: '12' }],
    ['broken-lower-keys', { id: '', versionId: '' }],
    ['broken-empty', { id: '', idLike: [], versionId: '', codename: '', prettyName: 'unknown Linux' }],
    ['broken-html', { id: '', prettyName: 'unknown Linux' }],
    ['broken-nulls', { id: '', prettyName: 'unknown Linux' }],
    ['broken-banner', { id: 'sles', versionId: '15.4' }],
    ['broken-cut-short', { id: 'almalinux', idLike: ['rhel', 'cen'], versionId: '', prettyName: 'AlmaLinux' }],
    ['broken-kin-commas', { id: 'house', idLike: [], parentCodenames: ['noble'] }],
    ['broken-version-trailing-dot', { id: 'rhel', versionId: '8.4.' }],
    ['centos-7', { id: 'centos', idLike: ['rhel', 'fedora'], versionId: '7' }],
    ['rhel-8.10', { id: 'rhel', versionId: '8.10', codename: '' }],
    ['opensuse-leap-42.3', { id: 'opensuse', versionId: '42.3' }],
    ['mariner-1.0', { id: 'mariner', versionId: '1.0', prettyName: 'CBL-Mariner/Linux' }],
    ['fedora-43', { id: 'fedora', versionId: '43', codename: '' }],
    ['opensuse-tumbleweed', { id: 'opensuse-tumbleweed', idLike: ['opensuse', 'suse'], versionId: '20251104' }],
    ['linuxmint-21.3', { codename: 'virginia', parentCodenames: ['jammy'] }],
    ['lmde-6', { codename: 'faye', parentCodenames: ['bookworm'] }],
    ['debian-testing', { versionId: '', codename: 'forky', parentCodenames: [] }],
  ])('%s', (name, expected) => {
    expect(parse(name)).toMatchObject(expected)
  })

  it('answers for a file that is not there', () => {
    expect(parseOsRelease(undefined, '')).toEqual({
      id: '',
      idLike: [],
      versionId: '',
      codename: '',
      parentCodenames: [],
      prettyName: 'unknown Linux',
      architecture: '',
    })
  })

  it('keeps a name short', () => {
    expect(parse('broken-long-name').prettyName.length).toBeLessThanOrEqual(120)
  })

  it('takes hostile length in its stride', () => {
    const padding = ' '.repeat(32 * 1024)
    const startedAt = performance.now()

    parseOsRelease(`ID=a${padding}b\nNAME="${'\\"'.repeat(16 * 1024)}\nID_LIKE=${'a '.repeat(16 * 1024)}`, 'x86_64')

    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  it('never throws and keeps its promises, whatever the text', () => {
    const line = fc.tuple(
      fc.constantFrom('ID', 'ID_LIKE', 'VERSION_ID', 'VERSION_CODENAME', 'UBUNTU_CODENAME', 'PRETTY_NAME', 'NAME'),
      fc.string(),
    )
    const assignments = fc.array(line).map((lines) => lines.map((pair) => pair.join('=')).join('\n'))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), assignments, likelyTexts), (text) => {
        const system = parseOsRelease(text, 'x86_64')
        expect(system.id).toMatch(/^([a-z0-9][a-z0-9._-]*)?$/)
        expect(system.versionId).toMatch(/^([a-z0-9][a-z0-9._-]*)?$/)
        expect(system.codename).toMatch(/^([a-z0-9][a-z0-9._-]*)?$/)
        for (const name of [...system.idLike, ...system.parentCodenames]) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
        expect(system.prettyName).toMatch(/^[^\p{Cc}]{1,120}$/u)
      }),
      { numRuns: 300 },
    )
  })
})
