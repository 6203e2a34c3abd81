import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blamedRepository, finalCode, findReason, judge, wasRead } from '../../src/machine/classify.ts'
import { grammars, type Verdict } from '../../src/machine/grammar.ts'
import { failures } from '../../src/core/failures.ts'
import { anyText } from '../any-text.ts'
import { ours } from './apt-output/case.ts'

const apt = grammars['apt-get']
const place = { url: ours, id: '' }
const other = 'https://third.example/apt'

function text(...lines: string[]): string {
  return `${lines.join('\n')}\n`
}

describe('judge', () => {
  it('does not count what other repositories complain about when ours has a complaint of its own', () => {
    const output = text(
      `Err:1 ${other} stable InRelease`,
      '  404  Not Found',
      `Err:2 ${ours} bookworm InRelease`,
      '  503  Service Unavailable',
      `E: The repository '${other} stable Release' does not have a Release file.`,
    )

    expect(judge(apt, output, place)).toBe('transient')
    expect(findReason(apt, output, place)).toBe('503 Service Unavailable')
  })

  it('takes a place whose name only begins like ours for another one', () => {
    const output = text(
      `Err:1 ${ours}-testing bookworm InRelease`,
      '  503  Service Unavailable',
      'E: Unable to locate package a',
    )

    expect(blamedRepository(apt, output, place)).toBe(`${ours}-testing`)
    expect(blamedRepository(apt, output, { url: `${ours}-testing/`, id: '' })).toBe(`${ours}-testing/`)
  })

  it('passes over a meaning whose cure did not help', () => {
    const gone = text('E: Failed to fetch http://mirror.example/pool/a_1_all.deb  404  Not Found')

    expect(judge(apt, gone, place)).toBe('widen')
    expect(judge(apt, gone, place, { cured: new Set(['repair']) })).toBe('widen')
    expect(judge(apt, gone, place, { cured: new Set(['widen']) })).toBe('repository.refused')
  })

  it('answers something for any text', () => {
    fc.assert(
      fc.property(anyText(300), (output) => {
        expect(failures).toHaveProperty([finalCode(judge(apt, output, place))])
        expect(findReason(apt, output, place)).not.toBe('')
      }),
    )
  })
})

describe('findReason', () => {
  it('says so when nothing is said', () => {
    expect(findReason(apt, '')).toBe('it gave no reason')
  })

  it('prefers the line that led to the verdict', () => {
    const output = text(
      'Error: Failed to download metadata for repo',
      '  - Status code: 404 for https://third.example/repodata/repomd.xml',
      '  - nothing provides libx >= 2 needed by login-1.0-1.x86_64',
    )

    expect(findReason(grammars.dnf, output)).toBe('Status code: 404 for https://third.example/repodata/repomd.xml')
    expect(findReason(grammars.dnf, output, undefined, 'package.unmet')).toBe(
      'nothing provides libx >= 2 needed by login-1.0-1.x86_64',
    )
  })
})

describe('blamedRepository', () => {
  it('is ours when the output names no other', () => {
    expect(blamedRepository(apt, 'E: Unable to locate package a\n', place)).toBe(ours)
  })

  it('is the mirror of the distribution when only that one failed', () => {
    const output = text(
      'Err:1 http://mirror.example/debian bookworm/main amd64 libfoo amd64 1.2-3',
      '  Connection timed out',
      'E: Failed to fetch http://mirror.example/debian/pool/main/libfoo_1.2-3_amd64.deb  Connection timed out',
    )

    expect(blamedRepository(apt, output, place)).toBe('http://mirror.example/debian')
  })

  it('is ours when both failed', () => {
    const output = text(`Err:1 ${other} x`, '  503  a', `Err:2 ${ours} x`, '  503  a')

    expect(blamedRepository(apt, output, place)).toBe(ours)
  })
})

describe('finalCode', () => {
  it.each<[Verdict, string]>([
    ['locked', 'packages.locked'],
    ['throttled', 'repository.unreachable'],
    ['transient', 'repository.unreachable'],
    ['repair', 'packages.transaction-failed'],
    ['refresh', 'repository.unreachable'],
    ['widen', 'packages.transaction-failed'],
    ['avoid', 'packages.transaction-failed'],
    ['repository.signature', 'repository.signature'],
    ['dependency.disk-full', 'dependency.disk-full'],
  ])('%s ends as %s', (verdict, code) => {
    expect(finalCode(verdict)).toBe(code)
  })
})

describe('wasRead', () => {
  it('is not so when the manager passed over the only source in use and called that a success', () => {
    const output = text("Disabling Repo: 'Somebody 3.0 x86_64'", 'Metadata cache created.')

    expect(wasRead(grammars.tdnf, { exitCode: 0, output }, { url: ours, id: 'somebody' })).toBe(false)
    expect(judge(grammars.tdnf, output, { url: ours, id: 'somebody' })).toBe('transient')
  })

  const fetched = `Get:1 ${ours} bookworm InRelease [3618 B]`
  const warned = `W: ${ours}/dists/bookworm/InRelease:`

  it.each<[string, number, string[]]>([
    ['everything is read', 0, [fetched]],
    ['nothing was new', 0, [`Hit:1 ${ours} bookworm InRelease`]],
    [
      'the key stands in the old common keyring',
      0,
      [
        fetched,
        `${warned} Key is stored in legacy trusted.gpg keyring (/etc/apt/trusted.gpg), see the DEPRECATION section.`,
      ],
    ],
    ['the key is weak', 0, [fetched, `${warned} Signature by key BC52 uses weak digest algorithm (SHA1)`]],
    [
      'apt 3 announces a policy',
      0,
      [fetched, `${warned} Policy will reject signature within a year, see --audit for details`],
    ],
    [
      'a third party is broken',
      100,
      [fetched, `Err:2 ${other} x InRelease`, `E: The repository '${other} x Release' does not have a Release file.`],
    ],
    [
      'a program behind the refresh fails',
      100,
      [
        fetched,
        "E: Problem executing scripts APT::Update::Post-Invoke-Success 'if /usr/bin/test -w /var/lib/command-not-found/; then /usr/lib/cnf-update-db; fi'",
        'E: Sub-process returned an error code',
      ],
    ],
    ['a place with a longer name is broken', 100, [fetched, `Err:2 ${ours}-testing x InRelease`]],
  ])('is so when %s', (_, exitCode, lines) => {
    expect(wasRead(apt, { exitCode, output: text(...lines) }, place)).toBe(true)
  })

  it.each<[string, number, string[]]>([
    [
      'old apt only warns',
      0,
      [`W: Failed to fetch ${ours}/dists/bookworm/InRelease  Could not resolve 'packages.example'`],
    ],
    [
      'apt 1.2 says so in an unsigned way',
      0,
      [`W: The repository '${ours} bookworm Release' does not have a Release file.`],
    ],
    ['the signature is refused and the old list kept', 0, [`W: GPG error: ${ours} bookworm InRelease: NO_PUBKEY EB3E`]],
    [
      'the old list is kept',
      0,
      [
        `W: An error occurred during the signature verification. The repository is not updated and the previous index files will be used. GPG error: ${ours} bookworm InRelease: EXPKEYSIG`,
      ],
    ],
    ['ours fails', 100, [`Err:1 ${ours} bookworm InRelease`, '  503  x']],
    ['the lists are locked', 100, ['E: Unable to lock directory /var/lib/apt/lists/']],
    ['it is killed', -1, [fetched]],
  ])('is not so when %s', (_, exitCode, lines) => {
    expect(wasRead(apt, { exitCode, output: text(...lines) }, place)).toBe(false)
  })

  it('finds the complaint although the address of the entry ends with a slash and apt prints it without', () => {
    const output = text(
      `Err:1 ${ours} bookworm Release`,
      `E: The repository '${ours} bookworm Release' does not have a Release file.`,
    )

    expect(wasRead(apt, { exitCode: 100, output }, { url: `${ours}/`, id: '' })).toBe(false)
  })
})
