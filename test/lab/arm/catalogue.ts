import { rcompare, satisfies } from 'semver'
import { ArmError, type Routes } from './wire.ts'

/** A type of extension that is on offer, with its versions. */
export interface Offer {
  readonly publisher: string
  readonly type: string
  readonly versions: readonly string[]
}

/** The extensions that are on offer; a new version is there at once. */
export class Catalogue {
  readonly #offers = new Map<string, { publisher: string; type: string; versions: string[] }>()

  publish({ publisher, type, versions }: Offer): void {
    const known = this.#offers.get(key(publisher, type))
    this.#offers.set(key(publisher, type), { publisher, type, versions: [...(known?.versions ?? []), ...versions] })
  }

  /** Every offer of a publisher, of all publishers unless told. */
  offers(publisher?: string): Offer[] {
    const wanted = publisher?.toLowerCase()
    return [...this.#offers.values()].filter(
      (offer) => wanted === undefined || offer.publisher.toLowerCase() === wanted,
    )
  }

  /**
   * The version that machines get for `1.0`: the newest of it, or of `1` where minor ones may change by themselves.
   * Throws for what is not on offer.
   */
  resolve(wish: { publisher: string; type: string; version: string; isMinorFree: boolean }): string {
    const { publisher, type, version, isMinorFree } = wish
    const { versions = [] } = this.#offers.get(key(publisher, type)) ?? {}
    const [newest] = versions.filter((one) => satisfies(one, `${isMinorFree ? '^' : '~'}${version}`)).toSorted(rcompare)
    if (newest !== undefined) return newest
    const what = `Publisher '${publisher}' and Type '${type}' and Type Handler Version '${version}'`
    const message = `The VM extension with ${what} could not be found in the extension repository.`
    throw new ArmError(404, 'ArtifactNotFound', message)
  }

  /** As the handler is named by the agent: of the spelling that was published, not of the one that was asked for. */
  handlerName(publisher: string, type: string): string {
    const offer = this.#offers.get(key(publisher, type))
    return `${offer?.publisher ?? publisher}.${offer?.type ?? type}`
  }
}

const publishers = '/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/publishers'

/** The lists of publishers, types and versions that clients pick a version from. */
export function catalogueRoutes(catalogue: Catalogue): Routes {
  const list = (path: string, location: string, names: readonly string[]) => ({
    status: 200,
    body: names.map((name) => ({ id: `${path}/${name}`, name, location })),
  })
  const types = `${publishers}/{publisher}/artifacttypes/vmextension/types`
  return {
    [`GET ${publishers}`]: ({ path, parts }) => {
      const names = catalogue.offers().map(({ publisher }) => publisher)
      return list(path, parts.location ?? '', [...new Set(names)])
    },
    [`GET ${types}`]: ({ path, parts }) => {
      const names = catalogue.offers(parts.publisher).map(({ type }) => type)
      return list(path, parts.location ?? '', names)
    },
    [`GET ${types}/{type}/versions`]: ({ path, parts }) => {
      const offer = catalogue
        .offers(parts.publisher)
        .find(({ type }) => type.toLowerCase() === parts.type?.toLowerCase())
      return list(path, parts.location ?? '', offer?.versions ?? [])
    },
  }
}

function key(publisher: string, type: string): string {
  return `${publisher}.${type}`.toLowerCase()
}
