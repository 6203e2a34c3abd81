/** What the zip may weigh, in bytes. It is copied to, and unpacked on, the OS disk of every VM. */
export const bounds = { zipBytes: 45_000_000, unpackedBytes: 125_000_000 } as const

/** The sentences of what is too large; none when all is well. */
export function sizeProblems(size: { zipBytes: number; unpackedBytes: number }): string[] {
  return (['zipBytes', 'unpackedBytes'] as const)
    .filter((name) => size[name] > bounds[name])
    .map((name) => `${name} is ${size[name]}, more than the bound ${bounds[name]}`)
}
