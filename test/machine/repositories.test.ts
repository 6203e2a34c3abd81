import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import { limits } from '../../src/core/limits.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { grammars, type PackageManagerName } from '../../src/machine/grammar.ts'
import { readRepositories } from '../../src/machine/repositories.ts'
import { World } from '../world.ts'

function read(world: World, manager: PackageManagerName): Promise<RepositoryEntry[]> {
  const system = parseOsRelease('ID=rhel\nVERSION_ID=9.4\n', 'x86_64')
  return readRepositories(world.host(), grammars[manager], system)
}

async function urls(world: World, manager: PackageManagerName = 'dnf'): Promise<string[]> {
  return (await read(world, manager)).map(({ url }) => url)
}

const folder = '/etc/yum.repos.d'
const answer = 'system-release(releasever) = 9\nredhat-release = 9.4-0.4.el9\n9.4\n'

function entry(name: string, url: string): string {
  return `[${name}]\nbaseurl=${url}\n`
}

describe('readRepositories', () => {
  it('reads all sources of apt in either form, the main file first', async () => {
    const world = new World()
      .file('/etc/apt/sources.list.d/b.sources', 'Types: deb\nURIs: http://b\nSuites: s\nComponents: main\n')
      .file('/etc/apt/sources.list.d/a.list', '# deb http://a s main\n')
      .file('/etc/apt/sources.list', 'deb http://main s main\n')

    expect((await read(world, 'apt-get')).map(({ file, url, enabled }) => [file, url, enabled])).toEqual([
      ['/etc/apt/sources.list', 'http://main', true],
      ['/etc/apt/sources.list.d/a.list', 'http://a', false],
      ['/etc/apt/sources.list.d/b.sources', 'http://b', true],
    ])
  })

  it.each(['a.list.save', 'a.list~', 'a b.list', '.a.list', 'a.conf', 'a', 'ä.list'])(
    'passes over a file that apt passes over: %s',
    async (name) => {
      const world = new World().file(`/etc/apt/sources.list.d/${name}`, 'deb http://a s main\n')

      expect(await urls(world, 'apt-get')).toEqual([])
    },
  )

  it.each<[PackageManagerName, string]>([
    ['dnf', folder],
    ['yum', folder],
    ['tdnf', folder],
    ['zypper', '/etc/zypp/repos.d'],
  ])('reads the .repo files of %s in %s', async (manager, place) => {
    const world = new World()
      .file(`${place}/b.repo`, `${entry('b', 'https://b')}enabled=0\n`)
      .file(`${place}/a.b.repo`, entry('a', 'https://a'))
      .file(`${place}/a.repo.rpmsave`, entry('c', 'https://c'))
      .file(`${place}/.hidden.repo`, entry('d', 'https://d'))
      .directory(`${place}/folder.repo`)

    expect((await read(world, manager)).map(({ file, id, enabled }) => [file, id, enabled])).toEqual([
      [`${place}/a.b.repo`, 'a', true],
      [`${place}/b.repo`, 'b', false],
    ])
  })

  it('is nothing where there is no place', async () => {
    expect(await urls(new World())).toEqual([])
    expect(await urls(new World(), 'apt-get')).toEqual([])
  })

  it('passes over a file that cannot be read, with a line in the log', async () => {
    const world = new World()
      .file(`${folder}/a.repo`, 'x'.repeat(limits.read.configurationBytes + 1))
      .file(`${folder}/b.repo`, entry('b', 'https://b'))

    expect(await urls(world)).toEqual(['https://b'])
    expect(world.logged).toMatchObject([
      { level: 'warn', message: `${folder}/a.repo cannot be read and is passed over` },
    ])
  })

  it('takes anything at all without an error', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('', '[a]\nbaseurl=https://$releasever/'), async (data, start) => {
        const whole = new Uint8Array([...new TextEncoder().encode(start), ...data])
        const world = new World().program('rpm', { exitCode: 1 }).file(`${folder}/a.repo`, whole)

        for (const { url } of await read(world, 'dnf')) expect(url).toMatch(/^\S+$/)
      }),
    )
  })
})

describe('the variables of an address', () => {
  const address = 'https://x/$releasever/$basearch/$arch/$releasever_major'

  it('are filled as dnf fills them', async () => {
    const world = new World().program('rpm', { stdout: answer }).file(`${folder}/a.repo`, entry('a', address))

    expect(await urls(world)).toEqual(['https://x/9/x86_64/x86_64/9'])
  })

  it.each([
    ['the version of the package that makes the release', '9.4\n', 'https://x/9.4/x86_64/x86_64/9'],
    ['VERSION_ID where rpm does not know', 'no package provides system-release\n', 'https://x/9.4/x86_64/x86_64/9'],
  ])('are filled by %s', async (_, stdout, filled) => {
    const world = new World().program('rpm', { stdout, exitCode: 1 }).file(`${folder}/a.repo`, entry('a', address))

    expect(await urls(world)).toEqual([filled])
  })

  it('come from files of the administrator first', async () => {
    const world = new World()
      .program('rpm', { stdout: answer })
      .file('/etc/dnf/vars/releasever', '8.10\nsecond line\n')
      .file('/etc/dnf/vars/infra', 'stock')
      .file('/etc/dnf/vars/empty', '\n')
      .file(`${folder}/a.repo`, entry('a', 'https://x/$releasever/$infra/$empty'))

    expect(await urls(world)).toEqual(['https://x/8.10/stock/$empty'])
  })

  it('are asked for by nobody where no address has one', async () => {
    const world = new World().file(`${folder}/a.repo`, entry('a', 'https://x/9'))

    expect(await urls(world)).toEqual(['https://x/9'])
    expect(world.calls).toEqual([])
  })

  it('are VERSION_ID for zypper, which asks no package', async () => {
    const world = new World().file('/etc/zypp/repos.d/a.repo', entry('a', 'https://x/$releasever'))

    expect(await urls(world, 'zypper')).toEqual(['https://x/9.4'])
    expect(world.calls).toEqual([])
  })

  it('mean nothing to apt', async () => {
    const world = new World().file('/etc/apt/sources.list', 'deb http://x/$basearch s main\n')

    expect(await urls(world, 'apt-get')).toEqual(['http://x/$basearch'])
  })
})
