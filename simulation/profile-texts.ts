import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../distro-profiles/', import.meta.url)

/** The files of distro-profiles by name, as they are shipped. */
export function profileTexts(): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]))
}
