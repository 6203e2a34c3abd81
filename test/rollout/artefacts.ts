import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/package/paths.ts'

export type Dictionary = Record<string, unknown>

/** A committed JSON file of rollout/. */
export function readArtefact(path: string): Dictionary {
  return JSON.parse(readFileSync(join(root, 'rollout', path), 'utf8')) as Dictionary
}

/** Paths below rollout/ that end so, sorted. */
export function artefacts(ending: string): string[] {
  const names = readdirSync(join(root, 'rollout'), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith(ending)).sort()
}

/** The ARM templates of rollout/, by path. */
export function templates(): [string, Dictionary][] {
  return artefacts('.json')
    .map((path): [string, Dictionary] => [path, readArtefact(path)])
    .filter(([, content]) => '$schema' in content)
}

/** The committed policy definitions, by their name without `.json`. */
export function policyDefinitions(): Map<string, Dictionary> {
  const paths = artefacts('.json').filter((path) => path.startsWith('policy/definitions/'))
  return new Map(
    paths.map((path) => [path.replace('policy/definitions/', '').replace('.json', ''), readArtefact(path)]),
  )
}
