import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FileSpec } from '../machine/tar.ts'
import type { PackageWorld } from '../packages/world.ts'
import { families, type Family } from './families.ts'
import type { MatrixRow } from './rows.ts'

const fixtures = resolve(import.meta.dirname, '../../fixtures/os-release')

/** What a root has of its own over its base, by path; the machine's usual files aside. */
export function rootFiles(row: MatrixRow, world: PackageWorld): Record<string, FileSpec> {
  const { distribution } = row
  const own = Object.entries(distribution.files).map(([path, text]) => [fill(path, row), fill(text, row)] as const)
  return {
    '/usr/lib/os-release': osRelease(row),
    '/etc/os-release': { link: '../usr/lib/os-release' },
    '/usr/bin/systemctl': { content: recorder, mode: 0o755 },
    ...families[familyOf(row)].files,
    ...Object.fromEntries(own),
    ...keyFiles(row, world),
    ...managerFiles(row),
  }
}

/** The family of a row's version. */
export function familyOf({ distribution, version }: MatrixRow): Family {
  return byVersion(distribution.families, version) ?? distribution.family
}

/** Nothing here can start or stop anything. */
const recorder = '#!/bin/sh\necho "systemctl $*" >> /var/log/systemctl.calls\nexit 0\n'

function osRelease(row: MatrixRow): string {
  const name = row.distribution.fixtures?.[row.version] ?? row.name.replace(' ', '-')
  const fixture = join(fixtures, `${name}.txt`)
  return existsSync(fixture) ? readFileSync(fixture, 'utf8') : fill(row.distribution.osRelease, row)
}

function keyFiles({ profile, packageManager }: MatrixRow, { keys }: PackageWorld): Record<string, FileSpec> {
  if (packageManager === 'apt-get')
    return { '/usr/share/keyrings/distribution.gpg': { content: readFileSync(join(keys, 'distribution.gpg')) } }
  const armored = (name: string): string => readFileSync(join(keys, `${name}.asc`), 'utf8')
  const azure = ['mariner', 'azurelinux'].includes(profile.id)
  return {
    '/etc/pki/rpm-gpg/RPM-GPG-KEY-distribution': armored('distribution'),
    ...(azure ? { '/etc/pki/rpm-gpg/MICROSOFT-RPM-GPG-KEY': armored('azure') } : {}),
  }
}

function managerFiles(row: MatrixRow): Record<string, FileSpec> {
  const program = (name: string) => ({
    content: readFileSync(join(import.meta.dirname, name), 'utf8'),
    mode: 0o755,
  })
  switch (row.packageManager) {
    case 'yum':
      return { '/usr/bin/yum': program('yum3.py') }
    case 'tdnf':
      return { '/usr/bin/tdnf': program('tdnf.py'), '/etc/tdnf/tdnf.conf': tdnfConfiguration }
    case 'zypper': {
      const product = `${row.profile.name.replaceAll(' ', '_')}.prod`
      return {
        [`/etc/products.d/${product}`]: fill(suseProduct, row),
        '/etc/products.d/baseproduct': { link: product },
      }
    }
    case 'apt-get':
    case 'dnf':
      return {}
  }
}

const tdnfConfiguration = `[main]
gpgcheck=1
installonly_limit=3
clean_requirements_on_remove=0
repodir=/etc/yum.repos.d
cachedir=/var/cache/tdnf
`

const suseProduct = `<?xml version="1.0" encoding="UTF-8"?>
<product schemeversion="0">
  <vendor>SUSE</vendor>
  <name>{id}</name>
  <version>{version}</version>
  <release>0</release>
  <arch>x86_64</arch>
  <summary>{name} {version}</summary>
</product>
`

function fill(text: string, { profile, distribution, version, repository }: MatrixRow): string {
  const values: Readonly<Record<string, string>> = {
    id: profile.match.ids[0] ?? '',
    name: byVersion(distribution.names, version) ?? profile.name,
    version,
    major: version.split('.')[0] ?? '',
    codename: repository.suite,
    word: byVersion(distribution.words, version) ?? '',
  }
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole)
}

function byVersion<T>(table: Readonly<Record<string, T>> | undefined, version: string): T | undefined {
  return table?.[version] ?? table?.[version.split('.')[0] ?? '']
}
