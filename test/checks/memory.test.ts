import { describe, expect, it } from 'vitest'
import { checkMemory } from '../../src/checks/memory.ts'

const mebibyte = 1024 * 1024

describe('checkMemory', () => {
  it.each([
    ['exactly what is documented', 1_000_000_000, undefined],
    ['a 1 GiB machine', 1024 * mebibyte, undefined],
    ['a 1 GiB machine whose kernel kept much', 1024 * mebibyte, 500 * mebibyte],
    ['a 1 GiB machine with a crash kernel, whose kernel does not tell', undefined, 760 * mebibyte],
    ['the least MemTotal', undefined, 640 * mebibyte],
  ])('%s is enough', (_what, allocatedBytes, totalBytes) => {
    expect(checkMemory({ allocatedBytes, totalBytes })).toMatchObject({ verdict: 'passed' })
  })

  it.each([
    ['one byte less than documented', 999_999_999, undefined, '953 MiB'],
    ['a 0.5 GiB machine', 512 * mebibyte, 460 * mebibyte, '512 MiB'],
    ['a 0.75 GiB machine with an impossible MemTotal', 768 * mebibyte, 4096 * mebibyte, '768 MiB'],
    ['a 0.5 GiB machine whose kernel does not tell', undefined, 460 * mebibyte, '460 MiB'],
    ['one byte less than the least MemTotal', undefined, 640 * mebibyte - 1, '639 MiB'],
    ['nothing at all', 0, undefined, '0 MiB'],
  ])('%s is not', (_what, allocatedBytes, totalBytes, found) => {
    const finding = checkMemory({ allocatedBytes, totalBytes })

    expect(finding).toEqual({ check: 'memory', verdict: 'blocked', code: 'memory.too-small', detail: { found } })
  })

  it('lets a machine pass that tells nothing, with a warning', () => {
    const finding = checkMemory({ allocatedBytes: undefined, totalBytes: undefined })

    expect(finding).toEqual({
      check: 'memory',
      verdict: 'warning',
      message: 'The size of the memory is unknown; login needs at least 1 GB.',
    })
  })
})
