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

/** The os-release fixtures by name, decoded as the Files port does. */
export function osReleaseTexts(): ReadonlyMap<string, string> {
  const names = readdirSync(fixtures).filter((name) => name.endsWith('.txt'))
  const text = (name: string): string =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(new URL(name, fixtures)))
  return new Map(names.map((name) => [name.replace(/\.txt$/, ''), text(name)]))
}
