/** What the zip may weigh, in bytes. It is copied to, and unpacked on, the OS disk of every VM. */
export const bounds = { zipBytes: 45 * 1024 * 1024, unpackedBytes: 120 * 1024 * 1024 } as const

/** The sentences of what is too large; none when all is well. */
export function sizeProblems(size: { zipBytes: number; unpackedBytes: number }): string[] {
  return (['zipBytes', 'unpackedBytes'] as const)
    .filter((name) => size[name] > bounds[name])
    .map((name) => `${name} is ${size[name]}, more than the bound ${bounds[name]}`)
}
