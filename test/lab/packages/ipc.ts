import type { ChildProcess } from 'node:child_process'
import { fabricExec, type Fabric } from '../machine/fabric.ts'
import { ended } from '../machine/child.ts'

/** What a program of the fabric can be asked: argument and answer by command. */
export type Commands = Record<string, (argument: never) => unknown>

interface Question {
  id: number
  command: string
  argument: unknown
}

/** In the program: answers every command; ends the program when its runner has gone. */
export function answerCommands(table: Commands): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', ({ id, command, argument }: Question) => {
    process.send?.({ id, answer: table[command]?.(argument as never) })
  })
}

/** A program running in the fabric. */
export interface Program<T extends Commands> {
  ask: <K extends keyof T & string>(command: K, ...argument: Parameters<T[K]>) => Promise<ReturnType<T[K]>>
  stop: () => Promise<void>
}

/** Starts a TypeScript program in the fabric and waits until it says `ready`. */
export async function startProgram<T extends Commands>(
  fabric: Fabric,
  file: string,
  args: readonly string[],
): Promise<Program<T>> {
  const child = fabricExec(fabric, [process.execPath, file, ...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => {
      resolve()
    })
    child.once('exit', (code, signal) => {
      reject(new Error(`${file} ended before it was ready (${code ?? signal})`))
    })
  })
  return {
    ask: asker(child),
    stop: async () => {
      child.kill('SIGKILL')
      await ended(child)
    },
  }
}

function asker<T extends Commands>(child: ChildProcess): Program<T>['ask'] {
  let last = 0
  return (command, ...[argument]) => {
    const id = (last += 1)
    return new Promise((resolve, reject) => {
      const receive = (message: { id: number; answer: never }): void => {
        if (message.id !== id) return
        child.off('message', receive)
        resolve(message.answer)
      }
      child.on('message', receive)
      child.send({ id, command, argument } satisfies Question, (error) => {
        if (error) reject(error)
      })
    })
  }
}
