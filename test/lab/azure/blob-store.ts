import { empty, reply, xml, type Answer } from './answers.ts'
import type { BlobNames } from './blob-names.ts'
import type { Identifiers } from './identifiers.ts'
import type { LabRequest } from './lab-server.ts'
import type { StatusUploads } from './status-uploads.ts'
import { manifestDocument } from './wire-documents.ts'

/** The published packages (handler, version, bytes) and the answers of blob storage. */
export class BlobStore {
  readonly #packages = new Map<string, Map<string, Buffer>>()
  readonly #ids: Identifiers
  readonly #names: BlobNames
  readonly #uploads: StatusUploads

  constructor(ids: Identifiers, names: BlobNames, uploads: StatusUploads) {
    this.#ids = ids
    this.#names = names
    this.#uploads = uploads
  }

  /** Publishes a package; agents that already have that version on disk keep theirs. */
  publish(handler: string, version: string, zip: Buffer): void {
    const versions = this.#packages.get(handler) ?? new Map<string, Buffer>()
    this.#packages.set(handler, versions.set(version, zip))
  }

  /** Takes a version back. */
  unpublish(handler: string, version: string): void {
    this.#packages.get(handler)?.delete(version)
  }

  /** Answers a request to blob storage. */
  answer(request: LabRequest): Answer {
    const path = decodeURIComponent(request.url.pathname)
    if (request.method === 'GET') return this.read(path)
    if (request.method !== 'PUT') return empty(405)
    return this.writeStatus(path, request.body) ? empty(201) : empty(403)
  }

  /** Returns manifest or package at `path`, else 404. */
  read(path: string): Answer {
    const [, container, name = ''] = path.split('/')
    if (container !== this.#ids.blobContainer && container !== `${this.#ids.blobContainer}b`) return empty(404)
    for (const [handler, versions] of this.#packages) {
      if (name === `${handler}_manifest.xml`) return xml(manifestDocument(handler, [...versions.keys()], this.#names))
      for (const [version, zip] of versions) {
        if (name === `${handler}__${version}.zip`) return reply(200, 'application/octet-stream', zip)
      }
    }
    return empty(404)
  }

  /** Stores a status upload; true unless it is outside `/$system/`. */
  writeStatus(path: string, content: Buffer): boolean {
    if (!path.startsWith('/$system/')) return false
    this.#uploads.add(content)
    return true
  }
}
