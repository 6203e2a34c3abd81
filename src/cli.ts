import yargs from 'yargs'
import { limits, operationNames, type OperationName } from './core/limits.ts'
import { plannedNames, type VerbRequest } from './core/verb.ts'

export type CommandLine =
  | { readonly kind: 'operation'; readonly operation: OperationName; readonly standalone: boolean }
  | { readonly kind: 'verb'; readonly request: VerbRequest }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wrong'; readonly problem: string; readonly text: string }

/** What the command line asks for. Never writes, never exits: that is main's. */
export async function readCommandLine(argv: readonly string[], version: string): Promise<CommandLine> {
  let line: CommandLine | undefined
  let problem: string | undefined
  let text = ''
  const parser = yargs()
    .scriptName('handler.sh')
    .usage('$0 <command>')
    .version(version)
    .help()
    .strict()
    .exitProcess(false)
    // An option given twice would be a list.
    .parserConfiguration({ 'duplicate-arguments-array': false, 'boolean-negation': false })
  for (const operation of operationNames)
    parser.command(operation, descriptions[operation], optionsOf(operation), (given) => {
      line = { kind: 'operation', operation, standalone: given.standalone === true }
    })
  addVerbs(parser, (request) => {
    line = { kind: 'verb', request }
  })
  parser.demandCommand(1, 'a command is missing').fail((message) => {
    problem = message.replace(/\s+/g, ' ')
  })
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    text = output
  })
  if (problem !== undefined) return { kind: 'wrong', problem, text }
  return line ?? { kind: 'text', text }
}

const descriptions = {
  install: 'Check the machine, then install the login packages (run by the guest agent)',
  enable: 'Verify that login works and put right what is missing (run by the guest agent)',
  disable: 'Change nothing (run by the guest agent)',
  update: 'Prepare the replacement of an older version (run by the guest agent)',
  uninstall: 'Remove the login packages and everything that was added (run by the guest agent)',
} as const satisfies Record<OperationName, string>

/** What the guest agent alone does has no form without it. */
const withoutAgent: readonly OperationName[] = ['install', 'enable', 'uninstall']
const standalone = {
  type: 'boolean',
  describe: 'Without a guest agent, for a package in /opt/aadsshlogin-handler/<version>',
} as const

function optionsOf(operation: OperationName): { readonly standalone?: typeof standalone } {
  return withoutAgent.includes(operation) ? { standalone } : {}
}

const json = { type: 'boolean', default: false, describe: 'Print JSON (docs/operator.schema.json)' } as const
const wait = {
  type: 'string',
  default: '0',
  requiresArg: true,
  describe: 'Seconds to wait for the managed identity',
} as const
const planned = { choices: plannedNames, default: plannedNames[0], describe: 'The command to plan' } as const
const code = { type: 'string', describe: 'Exit code (22) or name (identity.missing); without it: all' } as const
const output = {
  type: 'string',
  requiresArg: true,
  describe: 'Where to write it; without it: a new file in /root',
} as const

function addVerbs(parser: ReturnType<typeof yargs>, found: (request: VerbRequest) => void): void {
  parser
    .command(
      'check',
      'Run all checks and say what an install would say; changes nothing',
      (verb) => verb.options({ json, wait }).check(({ wait: seconds }) => refuseWait(seconds)),
      (given) => {
        found({ verb: 'check', json: given.json, waitSeconds: Number(given.wait) })
      },
    )
    .command(
      'plan',
      'Say what a command would do; changes nothing',
      (verb) => verb.options({ json, operation: planned }),
      (given) => {
        found({ verb: 'plan', json: given.json, operation: given.operation })
      },
    )
    .command(
      'status',
      'Show what is installed, wired and recorded',
      (verb) => verb.options({ json }),
      (given) => {
        found({ verb: 'status', json: given.json })
      },
    )
    .command(
      'explain [code]',
      'Explain an exit code or failure: cause, remedy, who acts',
      (verb) => verb.options({ json }).positional('code', code),
      (given) => {
        found({ verb: 'explain', json: given.json, ...(given.code !== undefined && { code: given.code }) })
      },
    )
    .command(
      'support-bundle',
      'Write an archive for support, without secrets',
      (verb) => verb.options({ json, output }),
      (given) => {
        found({ verb: 'support-bundle', json: given.json, ...(given.output !== undefined && { output: given.output }) })
      },
    )
}

function refuseWait(seconds: string): true {
  const most = limits.metadata.maxWaitSeconds
  if (/^\d{1,4}$/.test(seconds) && Number(seconds) <= most) return true
  throw new Error(`--wait takes whole seconds from 0 to ${most}`)
}
