import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import type { Grammar } from '../../src/machine/grammar/row.ts'
import { heldBack } from '../../src/machine/package-holds.ts'
import { World } from '../world.ts'

const names = ['aadsshlogin', 'aadsshlogin-selinux']
const { dnf, yum, zypper, tdnf, 'apt-get': apt } = grammars

describe('heldBack', () => {
  it.each<[string, Grammar, string, string, string[]]>([
    ['a version lock of dnf', dnf, '/etc/dnf/plugins/versionlock.list', 'aadsshlogin-0:1.0.1-1.*\n', ['aadsshlogin']],
    ['an exclusion of dnf', dnf, '/etc/dnf/dnf.conf', '[main]\nexcludepkgs=kernel, aadsshlogin*\n', names],
    ['a version lock of yum', yum, '/etc/yum/pluginconf.d/versionlock.list', '0:aadsshlogin-1-1.*\n', ['aadsshlogin']],
    ['an exclusion of yum', yum, '/etc/yum.conf', '[main]\nexclude=*selinux\n', ['aadsshlogin-selinux']],
    ['a lock of zypper', zypper, '/etc/zypp/locks', '\ntype: package\nsolvable_name: aadsshlogin\n', ['aadsshlogin']],
    ['a lock of tdnf', tdnf, '/etc/tdnf/locks.d/ours.conf', 'kernel\naadsshlogin\n', ['aadsshlogin']],
  ])('reads %s', async (_, grammar, path, text, held) => {
    const world = new World().file(path, text)

    const found = await heldBack(world.host(), grammar, names)

    expect([...found.keys()]).toEqual(held)
    for (const place of found.values()) expect(path).toContain(place)
  })

  it('finds nothing where nothing is held, and nothing where the database itself says it', async () => {
    const world = new World().file('/etc/dnf/dnf.conf', '[main]\nexclude=kernel\n')

    expect([...(await heldBack(world.host(), dnf, names))]).toEqual([])
    expect([...(await heldBack(world.host(), apt, names))]).toEqual([])
  })

  it('takes signs of a pattern for themselves, but for star and question mark', async () => {
    const world = new World().file('/etc/dnf/dnf.conf', 'exclude=aadsshlogi? [a-z]+ aadsshlogin.selinux (\n')

    expect([...(await heldBack(world.host(), dnf, names)).keys()]).toEqual(['aadsshlogin'])
  })

  it('passes over what cannot be read', async () => {
    const host = new World().file('/etc/dnf/dnf.conf', 'exclude=aadsshlogin').host()
    const files = { ...host.files, readText: () => Promise.reject(new Error('EIO')) }

    expect([...(await heldBack({ ...host, files }, dnf, names))]).toEqual([])
  })
})
