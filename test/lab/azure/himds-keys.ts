import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What himds may ask for that no client must fall for, or that is of no use. */
export type BadChallenge =
  | 'none'
  | 'otherScheme'
  | 'outside'
  | 'dotDot'
  | 'deeper'
  | 'otherEnding'
  | 'symlink'
  | 'missing'
  | 'oversized'
  | 'empty'

/** Where an Arc machine keeps them. */
export const keyFolder = '/var/opt/azcmagent/tokens'

/** The key files of himds below the root of a machine: a new one for each question, gone once it was shown. */
export class HimdsKeys {
  readonly #root: string
  #open: { readonly path: string; readonly key: string } | undefined
  #count = 0

  constructor(root: string) {
    this.#root = root
    mkdirSync(join(root, keyFolder, 'deeper'), { recursive: true, mode: 0o750 })
  }

  /** Writes a key file and returns the header that names it. */
  challenge(): string {
    this.#forget()
    const path = `${keyFolder}/${(this.#count += 1)}-${randomBytes(4).toString('hex')}.key`
    const key = randomBytes(48).toString('base64')
    this.#write(path, key)
    this.#open = { path, key }
    return `Basic realm=${path}`
  }

  /** Returns the header of a challenge that is not as it should be; undefined where there is none. */
  badChallenge(kind: BadChallenge): string | undefined {
    const path = `${keyFolder}/${kind}.key`
    switch (kind) {
      case 'none':
        return undefined
      case 'otherScheme':
        return 'Bearer realm=himds'
      case 'outside':
        return 'Basic realm=/etc/shadow'
      case 'dotDot':
        return `Basic realm=${keyFolder}/../../../../etc/shadow`
      case 'deeper':
        this.#write(`${keyFolder}/deeper/x.key`, 'k')
        return `Basic realm=${keyFolder}/deeper/x.key`
      case 'otherEnding':
        this.#write(`${keyFolder}/x.txt`, 'k')
        return `Basic realm=${keyFolder}/x.txt`
      case 'symlink':
        if (!existsSync(join(this.#root, path))) symlinkSync('/etc/hostname', join(this.#root, path))
        break
      case 'missing':
        break
      case 'oversized':
        this.#write(path, 'k'.repeat(4097))
        break
      case 'empty':
        this.#write(path, '')
    }
    return `Basic realm=${path}`
  }

  /** Whether this is the key that was asked for last; it counts once. */
  accept(authorization: string | undefined): boolean {
    const right = this.#open !== undefined && authorization === `Basic ${this.#open.key}`
    if (right) this.#forget()
    return right
  }

  #write(path: string, content: string): void {
    writeFileSync(join(this.#root, path), content, { mode: 0o640 })
  }

  #forget(): void {
    if (this.#open !== undefined) rmSync(join(this.#root, this.#open.path), { force: true })
    this.#open = undefined
  }
}
