import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { layout, type Bench, type CommandRun } from './bench.ts'
import { capturedOutput } from './captured-output.ts'
import { commandEnvironment, type CommandContext } from './command-environment.ts'
import { agentCodes, AgentFailure } from './contract.ts'
import { fileViolations, takeSnapshot } from './handler-files.ts'
import { hostPath, type ExecResult } from './machine.ts'
import { parseManifest, type Manifest } from './manifest.ts'
import { runViolations } from './run-rules.ts'

/** Runs one command of a handler as the agent does and notes every rule it breaks. Throws the agent's failure. */
export async function runCommand(bench: Bench, told: Omit<CommandContext, 'base'>): Promise<void> {
  const { operation, version } = told
  const paths = layout(bench, version)
  const name = loadManifest(bench, version).commands[operation]
  if (name === undefined) throw new AgentFailure(agentCodes.unknown, `the manifest has no ${operation}Command`)
  const command = `${paths.base}/${name.replace(/^\/+/, '')}`
  const environment = commandEnvironment({ ...told, base: paths.base }, bench.own)
  appendFileSync(
    hostPath(bench.machine, paths.commandLog),
    `${new Date().toISOString()} Executing command: ${command}\n`,
  )
  const before = takeSnapshot(bench.machine, paths)
  const started = Date.now()
  const result = await bench.machine.exec(['/bin/sh', '-c', command], {
    cwd: paths.base,
    env: environment,
    timeoutMs: bench.limits[operation],
    onStart: (group) => {
      bench.onStart(operation, group)
    },
  })
  const output = { stdout: readFileSync(result.stdoutFile), stderr: readFileSync(result.stderrFile) }
  const run: CommandRun = {
    ...{ operation, version, command, environment, exitCode: exitCode(result), timedOut: result.timedOut },
    ...{ milliseconds: Date.now() - started, stdout: String(output.stdout), stderr: String(output.stderr) },
  }
  bench.runs.push(run)
  const broken = [
    ...(await runViolations(bench.machine, paths.base, run, result)),
    ...fileViolations(bench.machine, paths, operation, before),
  ]
  bench.violations.push(...broken.map((rule) => `${operation} ${version}: ${rule}`))
  rmSync(result.outputFolder, { recursive: true })
  failUnlessGood(run, capturedOutput(output.stdout, output.stderr), bench.limits[operation])
}

/** Returns the manifest of a version on disk. Throws the agent's failure when it is missing or malformed. */
export function loadManifest(bench: Bench, version: string): Manifest {
  const file = hostPath(bench.machine, layout(bench, version).manifest)
  if (!existsSync(file)) throw new AgentFailure(agentCodes.manifestMissing, 'Failed to load the manifest file')
  return parseManifest(readFileSync(file, 'utf8'))
}

function exitCode({ code, signal }: ExecResult): number {
  return code ?? -(signal === null ? 0 : constants.signals[signal])
}

function failUnlessGood(run: CommandRun, output: string, limitMs: number): void {
  const { operation, command, timedOut } = run
  const prefix = '[ExtensionOperationError]'
  if (timedOut) {
    throw new AgentFailure(agentCodes.timeout, `${prefix} Timeout(${limitMs / 1000}): ${command}\n${output}`)
  }
  if (run.exitCode === 0) return
  const message = `${prefix} Non-zero exit code: ${run.exitCode}, ${command}\n${output}`
  throw new AgentFailure(agentCodes[operation], message, run.exitCode)
}
