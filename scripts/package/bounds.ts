export interface Sizes {
  readonly zipBytes: number
  readonly unpackedBytes: number
}

/** What the zip may weigh, in bytes. It is copied to, and unpacked on, the OS disk of every VM. */
const oneArchitecture: Sizes = { zipBytes: 45_000_000, unpackedBytes: 125_000_000 }
const twoArchitectures: Sizes = { zipBytes: 87_000_000, unpackedBytes: 240_000_000 }

/** The bounds of a zip with the runtimes of so many architectures. */
export function boundsFor(architectureCount: number): Sizes {
  return architectureCount > 1 ? twoArchitectures : oneArchitecture
}

/** The sentences of what is too large; none when all is well. */
export function sizeProblems(size: Sizes, bounds: Sizes): string[] {
  return (['zipBytes', 'unpackedBytes'] as const)
    .filter((name) => size[name] > bounds[name])
    .map((name) => `${name} is ${size[name]}, more than the bound ${bounds[name]}`)
}
