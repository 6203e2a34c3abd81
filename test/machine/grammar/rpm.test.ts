import { describe, expect, it } from 'vitest'
import { excludes, rpm, rpmRepositories } from '../../../src/machine/grammar/rpm.ts'

describe('what managers over rpm share', () => {
  it('asks the database so that each key has a name of its own and no package is mistaken for an error', () => {
    expect(rpm.queryPackages).toEqual([
      'rpm',
      '-qa',
      '--qf',
      '%|ARCH?{%{NAME}}:{%{NAME}-%{VERSION}-%{RELEASE}}|\\tinstall ok installed\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\n',
      '{names...}',
    ])
    expect(new RegExp(rpm.queryTrouble, 'm').test('warning: x\nerror: cannot open Packages database')).toBe(true)
  })

  it.each(['/var/lib/rpm', '/usr/lib/sysimage/rpm'])('watches the databases of every kind in %s', (folder) => {
    for (const name of ['Packages', 'rpmdb.sqlite', 'Packages.db'])
      expect(rpm.databaseFiles).toContain(`${folder}/${name}`)
  })

  it.each<[string, string]>([
    ['system-release(releasever) = 9\nredhat-release = 9.4-1\n9.4\n', '9'],
    ['no package provides system-release(releasever)\n7\n', '7'],
  ])('finds the number of the release in %j', (answer, release) => {
    const found = rpmRepositories.release.answers.map((pattern) => new RegExp(pattern, 'm').exec(answer)?.[1])

    expect(found.find((text) => text !== undefined)).toBe(release)
  })
})

describe('the files of a package over rpm', () => {
  it.each([
    ['missing     /usr/sbin/a', '/usr/sbin/a'],
    ['S.5....T.    /usr/lib64/x y.so', '/usr/lib64/x y.so'],
    ['.M.......    /usr/sbin/a', '/usr/sbin/a'],
    ['S.5....T    /usr/sbin/a', '/usr/sbin/a'],
    ['....L....    /usr/sbin/a', '/usr/sbin/a'],
    ['.......T.    /usr/sbin/a', undefined],
    ['.....UG..    /usr/sbin/a', undefined],
    ['missing   c /etc/a', undefined],
    ['S.5....T.  c /etc/a', undefined],
    ['.M.......  g /etc/aadpasswd', undefined],
    ['package a is not installed', undefined],
  ])('takes %j for damage to %s', (line, path) => {
    expect(new RegExp(rpm.damagedFile, 'm').exec(line)?.[1]).toBe(path)
  })
})

describe('excludes', () => {
  it.each([
    ['exclude=aadsshlogin kernel*', 'aadsshlogin kernel*'],
    ['excludepkgs = aadsshlogin,kernel', 'aadsshlogin,kernel'],
    ['  exclude= a', 'a'],
  ])('reads %j', (line, words) => {
    expect(new RegExp(excludes('/x').pattern, 'm').exec(`[main]\n${line}\n`)?.[1]).toBe(words)
  })

  it.each(['#exclude=a', 'excludes=a', 'exclude='])('passes over %j', (line) => {
    expect(new RegExp(excludes('/x').pattern, 'm').exec(line)).toBeNull()
  })
})
