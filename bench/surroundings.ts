import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg, release, totalmem } from 'node:os'

/** One line on the machine that measures. */
export function machineLine(): string {
  const model = /^model name\s*: (.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor'
  const system = /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown system'
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  return `${model}, ${availableParallelism()} cores, ${memory} GiB; ${system}, Linux ${release()}; Node ${process.version}`
}

/** The load average of the last minute: what else the machine is doing. */
export function load(): string {
  return loadavg()[0]!.toFixed(2)
}
