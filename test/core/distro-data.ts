import { readdirSync, readFileSync } from 'node:fs'
import { loadProfiles, type Profiles } from '../../src/core/profile-data.ts'

const folder = new URL('../../distro-profiles/', import.meta.url)
const fixtures = new URL('../fixtures/os-release/', import.meta.url)

/** The files of distro-profiles as the handler reads them. */
export function profileTexts(): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]))
}

export function shippedProfiles(): Profiles {
  return loadProfiles(profileTexts())
}

let osReleases: ReadonlyMap<string, string> | undefined

/** The os-release fixtures by name, decoded as the Files port does; read once. */
export function osReleaseTexts(): ReadonlyMap<string, string> {
  osReleases ??= new Map(
    readdirSync(fixtures)
      .filter((name) => name.endsWith('.txt'))
      .map((name) => [name.replace(/\.txt$/, ''), osReleaseText(name)]),
  )
  return osReleases
}

function osReleaseText(name: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(new URL(name, fixtures)))
}
