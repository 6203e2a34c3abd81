import yargs from 'yargs'
import { operationNames, type OperationName } from './core/limits.ts'

export type CommandLine =
  | { readonly kind: 'operation'; readonly operation: OperationName }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wrong'; readonly problem: string; readonly text: string }

/** What the command line asks for. Never writes, never exits: that is main's. */
export async function readCommandLine(argv: readonly string[], version: string): Promise<CommandLine> {
  let operation: OperationName | undefined
  let problem: string | undefined
  let text = ''
  const parser = yargs()
    .scriptName('handler.sh')
    .usage('$0 <command>')
    .version(version)
    .help()
    .strict()
    .exitProcess(false)
  for (const name of operationNames)
    parser.command(name, descriptions[name], {}, () => {
      operation = name
    })
  parser.demandCommand(1, 'a command is missing').fail((message) => {
    problem = message
  })
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    text = output
  })
  if (problem !== undefined) return { kind: 'wrong', problem, text }
  return operation === undefined ? { kind: 'text', text } : { kind: 'operation', operation }
}

const descriptions = {
  install: 'Check the machine, then install the login packages (run by the guest agent)',
  enable: 'Verify that login works and put right what is missing (run by the guest agent)',
  disable: 'Change nothing (run by the guest agent)',
  update: 'Prepare the replacement of an older version (run by the guest agent)',
  uninstall: 'Remove the login packages and everything that was added (run by the guest agent)',
} as const satisfies Record<OperationName, string>
