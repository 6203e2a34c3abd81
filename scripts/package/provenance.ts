import { createHash } from 'node:crypto'
import { z } from 'zod'
import { architectures } from './architectures.ts'
import type { ReadEntry } from './read-zip.ts'

const hash = z.object({ alg: z.enum(['SHA-256', 'SHA-512']), content: z.string().regex(/^([0-9a-f]{64}){1,2}$/) })
const file = z.object({ name: z.string(), hashes: z.tuple([hash]) })
const component = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  purl: z.string().startsWith('pkg:'),
  licenses: z.tuple([z.object({ expression: z.string().min(1) })]),
  hashes: z.tuple([hash]),
  components: z.array(file).default([]),
})
const sbom = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  components: z.array(component),
})
type Component = z.infer<typeof component>

/**
 * What is wrong with the origin of what is in the zip: each file of the runtime is that of a component in sbom.json, Node
 * is the pinned one, and each component has version, licence, checksum and the text of its licence. Empty when well.
 */
export function provenanceProblems(entries: readonly ReadEntry[]): string[] {
  const byName = new Map(entries.map(({ name, data }) => [name, data]))
  const read = sbom.safeParse(JSON.parse(byName.get('sbom.json')?.toString() ?? '{}'))
  if (!read.success) return [`sbom.json: ${z.prettifyError(read.error)}`]
  const { components } = read.data
  return [
    ...fileProblems(components, byName),
    ...components.flatMap(nodeProblems),
    ...components.filter((stated) => !hasLicenceText(stated, byName)).map(({ name }) => `no licence text of ${name}`),
  ]
}

function fileProblems(components: readonly Component[], byName: ReadonlyMap<string, Buffer>): string[] {
  const stated = new Map(components.flatMap((owner) => owner.components).map(({ name, hashes }) => [name, hashes[0]]))
  const runtime = [...byName.keys()].filter((name) => name.startsWith('runtime/'))
  return [
    ...runtime.filter((name) => !stated.has(name)).map((name) => `sbom.json does not say where ${name} is from`),
    ...[...stated]
      .filter(([name, { content }]) => sha256(byName.get(name)) !== content)
      .map(([name]) => `${name} is not the file that sbom.json states`),
  ]
}

function sha256(data: Buffer | undefined): string | undefined {
  return data && createHash('sha256').update(data).digest('hex')
}

function nodeProblems({ name, hashes }: Component): string[] {
  const pinned = architectures.find(({ nodePackage }) => nodePackage === name)?.nodeSha256
  return pinned === undefined || pinned === hashes[0].content ? [] : [`${name} is not the pinned one`]
}

function hasLicenceText({ name, version, licenses, purl }: Component, byName: ReadonlyMap<string, Buffer>): boolean {
  if (name.startsWith('node-linux-')) return byName.has('licenses/node.txt')
  if (purl.startsWith('pkg:deb/')) return byName.has(`licenses/${name}.txt`)
  const texts = byName.get('licenses/npm-packages.txt')?.toString() ?? ''
  return texts.includes(`==== ${name} ${version} (${licenses[0].expression})\n`)
}
