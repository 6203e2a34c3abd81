import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from './architectures.ts'
import { npmProject } from './npm-project.ts'
import { cacheFolder } from './paths.ts'

export interface NodeBinary {
  /** The stripped binary. */
  readonly data: Buffer
  readonly version: string
  /** Of the binary as published, before it was stripped. */
  readonly sha256: string
  /** Text of Node's LICENSE, which also names what Node itself is made of. */
  readonly licence: string
}

/** The official Node binary of the npm package, compared with its pinned checksum and stripped. */
export function nodeBinary(architecture: Architecture): NodeBinary {
  const folder = join(npmProject(architecture), 'node_modules', architecture.nodePackage)
  const published = join(folder, 'bin/node')
  const sha256 = createHash('sha256').update(readFileSync(published)).digest('hex')
  if (sha256 !== architecture.nodeSha256) {
    throw new Error(`${published} has SHA-256 ${sha256}, pinned is ${architecture.nodeSha256}`)
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const licence = readFileSync(join(folder, 'LICENSE'), 'utf8')
  return { data: readFileSync(stripped(published, sha256, architecture.strip)), version, sha256, licence }
}

function stripped(published: string, sha256: string, strip: string): string {
  const tool = createHash('sha256')
    .update(execFileSync(strip, ['--version']))
    .digest('hex')
  const kept = join(cacheFolder(), `node-${sha256.slice(0, 16)}-stripped-${tool.slice(0, 16)}`)
  if (existsSync(kept)) return kept
  mkdirSync(cacheFolder(), { recursive: true })
  const unfinished = `${kept}.${randomUUID()}`
  execFileSync(strip, ['-o', unfinished, published])
  renameSync(unfinished, kept)
  return kept
}
