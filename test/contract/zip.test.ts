import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { architectures, debianPackages } from '../../scripts/package/architectures.ts'
import { boundsFor } from '../../scripts/package/bounds.ts'
import { versionOfProject } from '../../scripts/package/options.ts'
import { root } from '../../scripts/package/paths.ts'
import { readZip, type ReadZip } from '../../scripts/package/read-zip.ts'
import { run, unpackLikeTheAgent, zipToPublish } from './extension-folder.ts'

let path = ''
let zip: ReadZip = { bytes: 0, entries: [] }
let base = ''

beforeAll(async () => {
  path = await zipToPublish()
  zip = await readZip(path)
  base = unpackLikeTheAgent(path)
})
afterAll(() => {
  rmSync(base, { recursive: true })
})

const component = z.object({
  name: z.string(),
  version: z.string(),
  purl: z.string(),
  licenses: z.tuple([z.object({ expression: z.string() })]),
  hashes: z.tuple([z.object({ alg: z.enum(['SHA-256', 'SHA-512']), content: z.string().regex(/^[0-9a-f]{64,128}$/) })]),
  components: z.array(z.object({ name: z.string(), hashes: z.tuple([z.object({ content: z.string() })]) })).default([]),
})
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  metadata: z.object({ component: z.object({ version: z.string() }) }),
  components: z.array(component),
})

function text(name: string): string {
  return readFileSync(join(base, name), 'utf8')
}

/** The libraries that an ELF file asks for. */
function needed(file: string): string[] {
  const dynamic = execFileSync('readelf', ['--dynamic', '--wide', join(base, file)], { encoding: 'utf8' })
  return [...dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map((match) => match[1]!)
}

/** The symbol versions that an ELF file needs, or those that it defines, e.g. GLIBC_2.28. */
function versions(file: string, section: 'needs' | 'definition'): string[] {
  const all = execFileSync('readelf', ['--version-info', '--wide', join(base, file)], { encoding: 'utf8' })
  const part = all.split('\n\n').filter((block) => block.startsWith(`Version ${section} section`))
  return [...part.join('\n').matchAll(/Name: (\S+)/g)].map((match) => match[1]!)
}

describe('the zip', () => {
  it('is named after handler and version, and stays within its bound', () => {
    expect(path.endsWith(`/AADSSHLoginForLinux-${versionOfProject()}.zip`)).toBe(true)
    expect(zip.bytes).toBeLessThanOrEqual(boundsFor(architectures.length).zipBytes)
  })

  it('holds these parts and no others', () => {
    const parts = new Set(zip.entries.map(({ name }) => name.split('/')[0]))

    expect([...parts]).toEqual([
      'HandlerManifest.json',
      'app',
      'distro-profiles',
      'licenses',
      'runtime',
      'sbom.json',
      'scripts',
    ])
  })

  it('carries every distribution profile', () => {
    const profiles = readdirSync(join(root, 'distro-profiles')).filter((name) => name.endsWith('.json'))

    expect(readdirSync(join(base, 'distro-profiles'))).toEqual(profiles)
  })

  it('has programs in ASCII alone, as the loader reads them', () => {
    const programs = zip.entries.filter(({ name }) => name.endsWith('.cjs'))

    expect(programs.filter(({ data }) => data.some((byte) => byte > 0x7f)).map(({ name }) => name)).toEqual([])
    expect(programs.length).toBeGreaterThan(3)
  })

  it('names neither the machine that built it nor its folders', () => {
    const leaking = zip.entries.filter(
      ({ name, data }) => /^(app|scripts|licenses|sbom)/.test(name) && data.includes(root),
    )

    expect(leaking.map(({ name }) => name)).toEqual([])
  })
})

describe.each(architectures)('the runtime for $name', ({ name, loader, emulator }) => {
  const folder = `runtime/${name}`

  it('has every library that its parts ask for', () => {
    const libraries = readdirSync(join(base, folder, 'lib'))

    const asked = [`${folder}/node`, ...libraries.map((library) => `${folder}/lib/${library}`)].flatMap(needed)

    expect(asked.filter((library) => !libraries.includes(library))).toEqual([])
    expect(asked).toContain('libc.so.6')
  })

  it('defines every symbol version that Node needs', () => {
    const libraries = readdirSync(join(base, folder, 'lib')).map((library) => `${folder}/lib/${library}`)

    const defined = new Set(libraries.flatMap((library) => versions(library, 'definition')))
    const missing = versions(`${folder}/node`, 'needs').filter((version) => !defined.has(version))

    expect(missing).toEqual([])
    expect(defined).toContain('GLIBC_2.28')
  })

  it('is checked file by file by handler.sh before it is started', () => {
    const script = text('scripts/handler.sh')

    const unchecked = needed(`${folder}/node`).filter(
      (library) => library !== loader && !script.includes(`/${library}"`),
    )

    expect(unchecked).toEqual([])
  })

  it('accepts the code cache of every program file', () => {
    const files = readdirSync(join(base, 'app')).filter((file) => file.endsWith('.cjs') && file !== 'start.cjs')
    const [, young = ''] = /^young=(\S+)$/m.exec(text('scripts/handler.sh')) ?? []
    const command = [`${folder}/lib/${loader}`, '--library-path', `${folder}/lib`, `${folder}/node`, young]

    const { stdout, stderr } = run(
      [
        ...emulator,
        ...command.map((word) => (word.startsWith('--') ? word : join(base, word))),
        join(import.meta.dirname, 'fixtures/cache-check.ts'),
        ...files,
      ],
      { PATH: '/usr/bin:/bin' },
      join(base, 'app'),
    )

    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toEqual(files.map((file) => `${file} accepted`))
  })
})

describe('sbom.json', () => {
  it('states the version of the handler, and all that is bundled with version, licence and checksum', () => {
    const sbom = sbomSchema.parse(JSON.parse(text('sbom.json')))
    const names = sbom.components.map(({ name }) => name)

    expect(sbom.metadata.component.version).toBe(versionOfProject())
    expect(names).toEqual(
      expect.arrayContaining([
        ...architectures.map(({ nodePackage }) => nodePackage),
        ...debianPackages.map(({ name }) => name),
      ]),
    )
    expect(names).toEqual(expect.arrayContaining(['@azure/identity', 'openpgp', 'yargs', 'zod']))
  })

  it('gives the checksum of every file of the runtime', () => {
    const sbom = sbomSchema.parse(JSON.parse(text('sbom.json')))
    const stated = sbom.components.flatMap(({ components }) => components)

    const summed = execFileSync(
      'sha256sum',
      stated.map(({ name }) => name),
      { cwd: base, encoding: 'utf8' },
    )
    const runtime = zip.entries.map(({ name }) => name).filter((name) => name.startsWith('runtime/'))

    expect(summed).toBe(stated.map(({ name, hashes }) => `${hashes[0].content}  ${name}\n`).join(''))
    expect(stated.map(({ name }) => name).toSorted()).toEqual(runtime)
  })
})

describe('licenses', () => {
  it('has a text for everything that sbom.json names', () => {
    const sbom = sbomSchema.parse(JSON.parse(text('sbom.json')))
    const bundled = text('licenses/npm-packages.txt')

    const npm = sbom.components.filter(
      ({ purl, name }) => purl.startsWith('pkg:npm/') && !name.startsWith('node-linux-'),
    )
    const untold = npm.filter(
      ({ name, version, licenses }) => !bundled.includes(`==== ${name} ${version} (${licenses[0].expression})`),
    )

    expect(untold).toEqual([])
    expect(npm.length).toBeGreaterThan(20)
    for (const { name } of debianPackages) expect(text(`licenses/${name}.txt`)).toMatch(/copyright/i)
    expect(text('licenses/node.txt')).toMatch(/^Node\.js is licensed/)
    expect(text('licenses/aadsshlogin-handler.txt')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
  })

  it('keeps what is under the LGPL in a file of its own, which can be replaced', () => {
    const withMark = zip.entries.filter(({ name, data }) => name.endsWith('.cjs') && data.includes('OpenPGP.js v'))

    expect(withMark.map(({ name }) => name)).toEqual(['app/openpgp.cjs'])
    expect(text('licenses/README.txt')).toMatch(
      /^openpgp \S+ \(LGPL-3\.0-or-later, LGPL-3\.txt\) is app\/openpgp\.cjs alone\.$/m,
    )
  })
})
