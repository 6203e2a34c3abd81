import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { readArcKey, type ArcKey } from '../../src/adapters/arc-challenge.ts'
import { anyText } from '../any-text.ts'
import { temporaryFolder } from '../temporary-folder.ts'

let top: string
let folder: string

beforeEach(() => {
  top = temporaryFolder()
  folder = join(top, 'tokens')
  mkdirSync(join(folder, 'deeper'), { recursive: true })
  for (const name of ['secret', 'secret.key', 'tokens/good.key', 'tokens/deeper/deep.key', 'tokens/other.txt'])
    writeFileSync(join(top, name), 'the-key')
})

function ask(path: string): Promise<ArcKey> {
  return readArcKey(`Basic realm=${path}`, folder)
}

describe('readArcKey', () => {
  it.each([
    ['as himds writes it', (path: string) => `Basic realm=${path}`],
    ['in quotes', (path: string) => `Basic realm="${path}"`],
    ['in other letters', (path: string) => ` basic REALM=${path} `],
  ])('reads the file that is named, %s', async (_, header) => {
    expect(await readArcKey(header(join(folder, 'good.key')), folder)).toEqual({ kind: 'key', key: 'the-key' })
  })

  it('reads a key of 4096 bytes, without the line end behind it', async () => {
    const key = 'k'.repeat(4095)
    writeFileSync(join(folder, 'long.key'), `${key}\n`)

    expect(await ask(join(folder, 'long.key'))).toEqual({ kind: 'key', key })
  })

  it.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['another scheme', 'Bearer realm=/x.key'],
    ['no path', 'Basic realm='],
    ['two challenges', 'Basic realm="/a.key", Bearer realm="/b.key"'],
  ])('refuses %s', async (_, header) => {
    expect(await readArcKey(header, folder)).toEqual({ kind: 'problem', reason: 'himds named no key file' })
  })

  it.each(['/etc/shadow', '/etc/x.key', '../secret.key', 'good.key', '/'])('refuses %s outside', async (path) => {
    expect(await ask(path)).toEqual({ kind: 'problem', reason: `himds named a key file outside ${folder}` })
  })

  it('refuses a neighbour whose name begins alike', async () => {
    expect(await ask(`${folder}2/good.key`)).toMatchObject({ reason: `himds named a key file outside ${folder}` })
  })

  it.each(['../secret.key', 'deeper/deep.key', 'other.txt', '.key', '', './good.key', '/good.key', 'good.key/', '..'])(
    'refuses %j inside',
    async (name) => {
      expect(await ask(`${folder}/${name}`)).toEqual({
        kind: 'problem',
        reason: `himds named a file in ${folder} that is no key file`,
      })
    },
  )

  it('never follows a link', async () => {
    symlinkSync(join(top, 'secret'), join(folder, 'link.key'))
    symlinkSync(join(folder, 'good.key'), join(folder, 'inside.key'))

    for (const name of ['link.key', 'inside.key'])
      expect(await ask(join(folder, name))).toEqual({
        kind: 'problem',
        reason: `the key file ${name} of himds is a symbolic link`,
      })
  })

  it('says that the file is missing', async () => {
    const reason = 'the key file gone.key of himds does not exist'

    expect(await ask(join(folder, 'gone.key'))).toEqual({ kind: 'problem', reason })
  })

  it('does not read a large file', async () => {
    writeFileSync(join(folder, 'large.key'), 'k'.repeat(4097))

    const reason = 'the key file of himds is larger than 4096 bytes'
    expect(await ask(join(folder, 'large.key'))).toEqual({ kind: 'problem', reason })
  })

  it.each([
    ['a folder', (path: string) => execFileSync('mkdir', [path])],
    ['a pipe that nobody writes to', (path: string) => execFileSync('mkfifo', [path])],
  ])('does not read %s', async (_, make) => {
    make(join(folder, 'strange.key'))

    const reason = 'the key file of himds is not a plain file'
    expect(await ask(join(folder, 'strange.key'))).toEqual({ kind: 'problem', reason })
  })

  it.each(['', '\n', 'two words', 'line\nline', 'kä', '\0'])('takes %j for no key', async (content) => {
    writeFileSync(join(folder, 'bad.key'), content)

    const reason = 'the key file of himds holds no key'
    expect(await ask(join(folder, 'bad.key'))).toEqual({ kind: 'problem', reason })
  })

  it('gives no other file away, whatever the header says', async () => {
    const pieces = fc.constantFrom(...['/', '..', '.', folder, top, 'secret', 'secret.key', 'tokens', '.key', '"'])
    const header = fc.oneof(
      fc.array(pieces).map((parts) => `Basic realm=${parts.join('')}`),
      anyText(300).map((text) => `Basic realm=${folder}/${text}`),
    )
    for (const name of ['secret', 'secret.key', 'tokens/deeper/deep.key', 'tokens/other.txt'])
      writeFileSync(join(top, name), 'not-to-be-seen')

    await fc.assert(
      fc.asyncProperty(header, async (text) => {
        expect(await readArcKey(text, folder)).not.toMatchObject({ key: 'not-to-be-seen' })
      }),
    )
  })
})
