import { ArmError, type Dictionary } from './wire.ts'

/** Anything that has an id; in the store everything that was put in, secrets too. */
export interface Resource {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly location?: string
  readonly tags?: Dictionary
  readonly identity?: Dictionary
  readonly properties: Dictionary
}

/** Resources by id; ids are compared without regard to case. */
export class Store {
  readonly #resources = new Map<string, Resource>()

  find(id: string): Resource | undefined {
    return this.#resources.get(id.toLowerCase())
  }

  /** Throws what the resource manager answers for an id that leads nowhere. */
  get(id: string): Resource {
    const found = this.find(id)
    if (found !== undefined) return found
    const { group, type, name } = partsOf(id)
    const what = `The Resource '${type}/${name}'`
    const where = group === undefined ? '' : ` under resource group '${group}'`
    const more = 'For more details please go to https://aka.ms/ARMResourceNotFoundFix'
    throw new ArmError(404, 'ResourceNotFound', `${what}${where} was not found. ${more}`)
  }

  /** Puts a resource in, in place of the one with its id. */
  put(resource: Resource): Resource {
    this.#resources.set(resource.id.toLowerCase(), resource)
    return resource
  }

  /** Changes some properties of a resource and leaves the rest. */
  amend(id: string, properties: Dictionary): Resource {
    const before = this.get(id)
    return this.put({ ...before, properties: { ...before.properties, ...properties } })
  }

  delete(id: string): void {
    this.#resources.delete(id.toLowerCase())
  }

  /** Every resource of a type, of those whose ids begin so. */
  list(type: string, beginning = ''): Resource[] {
    return [...this.#resources.values()].filter(
      (resource) =>
        resource.type.toLowerCase() === type.toLowerCase() &&
        resource.id.toLowerCase().startsWith(beginning.toLowerCase()),
    )
  }
}

/** What an id says: `/…/resourceGroups/web/providers/A.B/c/d/e/f` is of type `A.B/c/e` and named `f`. */
export function partsOf(id: string): {
  readonly group: string | undefined
  readonly type: string
  readonly name: string
  readonly scope: string
} {
  const at = id.toLowerCase().lastIndexOf('/providers/')
  const [provider = '', ...rest] = id.slice(at + '/providers/'.length).split('/')
  const types = rest.filter((_, index) => index % 2 === 0)
  return {
    group: /\/resourceGroups\/([^/]+)/i.exec(id)?.[1],
    type: [provider, ...types].join('/'),
    name: rest.at(-1) ?? '',
    scope: id.slice(0, at),
  }
}
