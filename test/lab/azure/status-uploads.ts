import { parseStatus, type StatusDocument } from './status-document.ts'

/** One upload: numbers grow by one, `at` is the fabric's time in ms. `broken` is set instead of a document it cannot read. */
export interface StatusUpload {
  readonly number: number
  readonly at: number
  readonly document: StatusDocument | undefined
  readonly broken: string | undefined
}

/** Keeps every status upload and wakes those who wait for the next one. */
export class StatusUploads {
  readonly #uploads: StatusUpload[] = []
  readonly #waiting = new Set<() => void>()

  /** Stores an upload. */
  add(content: Buffer): void {
    const number = this.#uploads.length + 1
    this.#uploads.push({ number, at: Date.now(), ...read(content) })
    for (const wake of this.#waiting) wake()
  }

  /** Returns the uploads with a higher number than `after`. */
  list(after = 0): StatusUpload[] {
    return this.#uploads.slice(after)
  }

  /** Returns the first upload after number `after`, waiting up to `seconds` for it; undefined when none came. */
  async next(after: number, seconds: number): Promise<StatusUpload | undefined> {
    if (this.#uploads.length <= after) await this.#arrival(seconds)
    return this.#uploads[after]
  }

  async #arrival(seconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, seconds * 1000)
      this.#waiting.add(wake)
    })
  }
}

function read(content: Buffer): Pick<StatusUpload, 'document' | 'broken'> {
  try {
    return { document: parseStatus(content), broken: undefined }
  } catch (error) {
    return { document: undefined, broken: `${String(error)}: ${content.subarray(0, 500).toString('utf8')}` }
  }
}
