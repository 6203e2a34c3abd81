import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from './architectures.ts'
import { cacheFolder, root } from './paths.ts'

/**
 * The folder whose node_modules has the Node of this architecture, as the lock file pins it. That of another
 * architecture than the building machine's is installed apart, once: npm refuses it in the project's own folder.
 */
export function npmProject({ nodeProject, name }: Architecture): string {
  const project = join(root, nodeProject)
  if (nodeProject === '.') return project
  const lock = createHash('sha256')
    .update(readFileSync(join(project, 'package-lock.json')))
    .digest('hex')
  const kept = join(cacheFolder(), `npm-${name}-${lock.slice(0, 16)}`)
  if (!existsSync(kept)) install(project, name, kept)
  return kept
}

function install(project: string, cpu: string, target: string): void {
  mkdirSync(cacheFolder(), { recursive: true })
  const unfinished = mkdtempSync(join(cacheFolder(), 'npm-'))
  try {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(project, file), join(unfinished, file))
    cpSync(join(root, '.npmrc'), join(unfinished, '.npmrc'))
    execFileSync('npm', ['ci', `--cpu=${cpu}`, '--os=linux', '--ignore-scripts', '--loglevel=error'], {
      cwd: unfinished,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    renameSync(unfinished, target)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}
