import type { Bench } from '../failures/bench.ts'

async function paths(bench: Bench): Promise<string[]> {
  return (await bench.site.packages.log()).map(({ path }) => path)
}

/** Throws unless the package host was asked for something below this path. */
export function askedFor(path: string) {
  return async (bench: Bench): Promise<void> => {
    if (!(await paths(bench)).some((asked) => asked.startsWith(path)))
      throw new Error(`nothing was asked below ${path}`)
  }
}

/** Throws when the package host was asked for anything below this path. */
export function neverAskedFor(path: string) {
  return async (bench: Bench): Promise<void> => {
    const found = (await paths(bench)).find((asked) => asked.startsWith(path))
    if (found !== undefined) throw new Error(`${found} was asked for`)
  }
}
