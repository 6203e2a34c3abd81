import { ArmError, type Answer, type Call, type Dictionary, type Routes } from './wire.ts'

/** A request before a route was found for it. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query?: URLSearchParams
  readonly body?: Dictionary
}

export type Route = (request: Request) => Promise<Answer>

/** Sends each request to the handler of its route; fixed words are compared without regard to case, as ids are. */
export function router(routes: Routes): Route {
  const table = Object.entries(routes).map(([key, handle]) => {
    const [method = '', pattern = ''] = key.split(' ')
    return { method, handle, ...compile(pattern) }
  })
  return async ({ method, path, query = new URLSearchParams(), body = {} }) => {
    for (const row of table) {
      const match = row.method === method ? row.expression.exec(path) : null
      if (match === null) continue
      const values = match.slice(1).map((text) => decodeURIComponent(text))
      const parts = Object.fromEntries(row.names.map((name, at) => [name, values[at] ?? '']))
      return await row.handle({ method, path, parts, query, body } satisfies Call)
    }
    throw new ArmError(404, 'InvalidResourceType', `The lab's resource manager has no ${method} ${path}.`)
  }
}

/** `{name}` is one segment of the path, `{name+}` as many as there are. */
function compile(pattern: string): { readonly expression: RegExp; readonly names: readonly string[] } {
  const names: string[] = []
  const segments = pattern.split('/').map((segment) => {
    const [, name, many] = /^\{(\w+)(\+?)\}$/.exec(segment) ?? []
    if (name === undefined) return segment.replaceAll('.', '\\.')
    names.push(name)
    return many === '+' ? '(.+?)' : '([^/]+)'
  })
  return { expression: new RegExp(`^${segments.join('/')}/?$`, 'i'), names }
}
