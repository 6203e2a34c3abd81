import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Machine } from '../machine/machine.ts'
import { filesBelow, makeExecutable, placeManifest, unpack } from './unpack.ts'

const makeZip = `
import os, zipfile
with zipfile.ZipFile('/tmp/odd.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    def add(name, content, mode=0o100644):
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        z.writestr(info, content)
    add('deep/er/HandlerManifest.json', '\\ufeff[{}]')
    add('bin/tool', '#!/bin/sh', 0o104755)
    add('secret', 'x', 0o100600)
    add('link', 'bin/tool', 0o120777)
    add('../../up', 'up')
    add('/absolute', 'absolute')
    add('back\\\\slash', 'literal')
    add('empty/', '', 0o040700)
    add('bin/tool', 'twice')
os.umask(0o022)
os.makedirs('/tmp/python')
open('/tmp/python/left', 'w').write('from before')
zipfile.ZipFile('/tmp/odd.zip').extractall('/tmp/python')
`
let guest: Machine
const here = (path: string) => join(guest.root, path)

beforeAll(async () => {
  guest = await Machine.up({ fabric: 'none' })
  await guest.must(['python3', '-W', 'ignore', '-c', makeZip])
})

afterAll(() => guest.down())

/** Returns path, mode and content of every file below a folder of the guest. */
function tree(folder: string): string[] {
  return filesBelow(here(folder))
    .map(
      (path) =>
        `${relative(here(folder), path)} ${(statSync(path).mode & 0o7777).toString(8)} ${readFileSync(path, 'utf8')}`,
    )
    .sort()
}

describe('unpack', () => {
  it('leaves what Python leaves, and names what gets lost', async () => {
    await guest.write('/tmp/ours/left', 'from before')

    const violations = await unpack(here('/tmp/odd.zip'), here('/tmp/ours'))

    expect(tree('/tmp/ours')).toEqual(tree('/tmp/python'))
    expect(tree('/tmp/ours')).toContain('link 644 bin/tool')
    expect(existsSync(here('/tmp/ours/empty'))).toBe(true)
    expect(violations).toEqual([
      'package: link is a symlink, which becomes a plain file',
      'package: ../../up points out of the folder',
      'package: /absolute points out of the folder',
      'package: back\\slash has a backslash in its name',
    ])
  })

  it('is followed by u+x on every file and the first manifest in the root', () => {
    makeExecutable(here('/tmp/ours'))
    const text = placeManifest(here('/tmp/ours'))

    expect(tree('/tmp/ours')).toContain('bin/tool 744 twice')
    expect(text).toBe('[{}]')
    expect(readFileSync(here('/tmp/ours/HandlerManifest.json'), 'utf8')).toBe('[{}]')
  })

  it('refuses what is no zip', async () => {
    await guest.write('/tmp/bad.zip', 'no zip')

    await expect(unpack(here('/tmp/bad.zip'), here('/tmp/bad'))).rejects.toThrow('record signature not found')
  })
})
