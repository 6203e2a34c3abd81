import type { FileStat, Host } from '../../../src/host.ts'
import { World } from '../../world.ts'
import type { Machine } from '../machine/machine.ts'

const types: Readonly<Record<string, FileStat['type']>> = { f: 'file', d: 'directory', l: 'link' }

/** A host whose files and programs are a machine's; only what looks, nothing that changes. */
export function guestHost(machine: Machine): Host {
  const host = new World().host()
  return {
    ...host,
    files: {
      ...host.files,
      readText: async (path) => answerOf(await machine.run(['cat', '--', path])),
      list: async (path) =>
        answerOf(await machine.run(['ls', '-A', '--', path]))
          ?.split('\n')
          .filter(Boolean),
      resolve: async (path) => answerOf(await machine.run(['readlink', '-e', '--', path]))?.trimEnd(),
      stat: async (path) => {
        const found = answerOf(await machine.run(['find', path, '-maxdepth', '0', '-printf', '%y %s %i %m %U']))
        if (found === undefined) return undefined
        const [type = '', size, inode, mode = '', uid] = found.split(' ')
        return {
          type: types[type] ?? 'other',
          ...{ size: Number(size), mtimeMs: 0, inode: Number(inode), mode: parseInt(mode, 8), uid: Number(uid) },
        }
      },
    },
    processes: {
      ...host.processes,
      run: async (argv, { timeoutMs }) => {
        const { code, signal, stdout, stderr } = await machine.run(argv, { timeoutMs, env: { LC_ALL: 'C' } })
        return { exitCode: code ?? undefined, stdout, stderr, ...(signal ? { problem: signal } : {}) }
      },
    },
  }
}

function answerOf({ code, stdout }: { code: number | null; stdout: string }): string | undefined {
  return code === 0 ? stdout : undefined
}
