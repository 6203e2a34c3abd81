import { answerCommands, type Commands } from '../packages/ipc.ts'
import { FaultRules } from './fault-rules.ts'
import { HimdsKeys } from './himds-keys.ts'
import { answerHimds, type HimdsMode } from './himds-server.ts'
import { makeIdentifiers } from './identifiers.ts'
import { tokenMaker } from './imds-tokens.ts'
import { labServer } from './lab-server.ts'
import { RequestLog, type LoggedRequest } from './request-log.ts'

/** What the program answers to. */
export interface HimdsCommands extends Commands {
  set: (mode: HimdsMode) => void
  /** Whether somebody listens. */
  listens: () => boolean
  requests: () => LoggedRequest[]
}

/** `node himds.ts ROOT`: himds of the machine with that root, on its loopback; its network must be the present one. */
async function main(root: string): Promise<void> {
  const ids = makeIdentifiers()
  let mode: HimdsMode = { mode: 'connected' }
  const log = new RequestLog()
  const world = {
    ids,
    keys: new HimdsKeys(root),
    mode: () => mode,
    azEnvironment: () => 'AzurePublicCloud',
    makeToken: tokenMaker(ids),
  }
  const endpoint = { host: '127.0.0.1', port: 40342 }
  const server = labServer('imds', endpoint, { log, faults: new FaultRules() }, (request) =>
    answerHimds(request, world),
  )
  let listens = false
  const settle = async (): Promise<void> => {
    const wanted = mode.mode !== 'closed'
    await (wanted ? server.open() : server.close())
    listens = wanted
  }
  await settle()
  const commands: HimdsCommands = {
    set: (next) => {
      mode = next
      void settle()
    },
    listens: () => listens,
    requests: () => log.list(),
  }
  answerCommands(commands)
  process.send?.('ready')
}

if (import.meta.main) await main(process.argv[2] ?? '')
