import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'

export interface Rotation {
  readonly maxBytes: number
  /** Files in all, the one that is written included. */
  readonly files: number
}

/**
 * A stream into a file of mode 0600 that is written at once, so neither process.exit nor a kill loses a line, and that
 * moves to `<path>.1`, `<path>.2` … when full. Trouble never reaches the writer: a log must not fail what it tells of.
 */
export class RotatingFile extends Writable {
  private readonly path: string
  private readonly rotation: Rotation
  private descriptor: number | undefined
  private size = 0

  constructor(path: string, rotation: Rotation) {
    super({ decodeStrings: true })
    this.path = path
    this.rotation = rotation
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    quietly(() => {
      this.open()
      if (this.size > 0 && this.size + chunk.length > this.rotation.maxBytes) this.rotate()
      this.size += writeSync(this.open(), chunk)
    })
    done()
  }

  override _final(done: () => void): void {
    quietly(() => {
      if (this.descriptor === undefined) return
      fsyncSync(this.descriptor)
      closeSync(this.descriptor)
    })
    done()
  }

  private open(): number {
    if (this.descriptor !== undefined) return this.descriptor
    const flags =
      constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const descriptor = openSync(this.path, flags, 0o600)
    fchmodSync(descriptor, 0o600)
    this.size = fstatSync(descriptor).size
    this.descriptor = descriptor
    return descriptor
  }

  private rotate(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor)
    this.descriptor = undefined
    this.size = 0
    for (let number = this.rotation.files - 1; number > 0; number--)
      quietly(() => {
        renameSync(number === 1 ? this.path : `${this.path}.${number - 1}`, `${this.path}.${number}`)
      })
  }
}

function quietly(action: () => void): void {
  try {
    action()
  } catch {
    // Nobody is left to be told.
  }
}
