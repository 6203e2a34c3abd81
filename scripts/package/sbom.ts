import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Architecture } from './architectures.ts'
import { debianPackages, debianSuite } from './architectures.ts'
import type { BundledPackage } from './bundled-packages.ts'
import type { DebianPackage } from './debian-packages.ts'
import type { NodeBinary } from './node-binary.ts'
import type { SharedLibraries } from './shared-libraries.ts'

interface Component {
  readonly type: 'application' | 'file' | 'library'
  readonly name: string
  readonly version?: string
  readonly purl?: string
  readonly licenses?: readonly { readonly expression: string }[]
  readonly hashes?: readonly { readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string }[]
  readonly properties?: readonly { readonly name: string; readonly value: string }[]
  readonly components?: readonly Component[]
}

/** CycloneDX 1.6 (ECMA-424) as JSON text; no time and no serial number in it, so that equal input gives equal bytes. */
export function sbomText(version: string, components: readonly Component[]): string {
  const self = { type: 'application', name: 'aadsshlogin-handler', version, licenses: [{ expression: 'MIT' }] }
  const sbom = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: self }, components }
  return `${JSON.stringify(sbom, null, 2)}\n`
}

/** The npm packages in the bundle; the hash is that of the published archive. */
export function npmComponents(packages: readonly BundledPackage[]): Component[] {
  return packages.map(({ name, version, licence, sha512 }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [{ expression: licence }],
    hashes: [{ alg: 'SHA-512', content: sha512 }],
  }))
}

/** Node as published; below it the stripped file that is shipped. */
export function nodeComponent(architecture: Architecture, node: NodeBinary, stage: string): Component {
  return {
    type: 'application',
    name: architecture.nodePackage,
    version: node.version,
    purl: `pkg:npm/${architecture.nodePackage}@${node.version}`,
    licenses: [{ expression: 'MIT' }],
    hashes: [{ alg: 'SHA-256', content: node.sha256 }],
    components: [fileComponent(stage, `runtime/${architecture.name}/node`)],
  }
}

/** The Debian packages whose libraries are shipped; below each its files. */
export function debianComponents(
  architecture: Architecture,
  packages: readonly DebianPackage[],
  { owners }: SharedLibraries,
  stage: string,
): Component[] {
  return debianPackages.map(({ name, licence }) => {
    const debian = packages.find((candidate) => candidate.name === name)!
    const files = [...owners].filter(([, owner]) => owner === name).map(([file]) => file)
    return {
      type: 'library',
      name,
      version: debian.version,
      purl: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(debian.version)}?arch=${architecture.debian}&distro=${debianSuite}`,
      licenses: [{ expression: licence }],
      hashes: [{ alg: 'SHA-256', content: debian.sha256 }],
      properties: [{ name: 'debian:source', value: debian.source }],
      components: files.map((file) => fileComponent(stage, `runtime/${architecture.name}/lib/${file}`)),
    }
  })
}

function fileComponent(stage: string, name: string): Component {
  const content = createHash('sha256')
    .update(readFileSync(join(stage, name)))
    .digest('hex')
  return { type: 'file', name, hashes: [{ alg: 'SHA-256', content }] }
}
