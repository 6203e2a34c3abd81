import { expect, it } from 'vitest'
import { programFolders } from '../../src/core/program-folders.ts'

it('has what a distribution brings before what somebody added, and nothing that depends on where we are', () => {
  const added = programFolders.findIndex((folder) => folder.startsWith('/usr/local/'))
  expect(programFolders.slice(0, added)).toEqual(['/usr/sbin', '/usr/bin', '/sbin', '/bin'])
  expect(programFolders.filter((folder) => !folder.startsWith('/'))).toEqual([])
  expect(new Set(programFolders).size).toBe(programFolders.length)
})
