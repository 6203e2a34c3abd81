import { Desk } from '../lab/faults/handler/desk.ts'
import { faulty, type Stage } from '../lab/faults/handler/faulty-host.ts'
import type { Fault, Line } from '../lab/faults/handler/order.ts'
import type { Ended } from './packages.ts'
import type { Vm } from './vm.ts'

/** From now on these faults strike in the commands of this VM; answers the list of what they do, as it grows. */
export function letStrike(vm: Vm, faults: readonly Fault[]): Line[] {
  const lines: Line[] = []
  const die = (): never => {
    throw new Error('killed')
  }
  const tell = (line: Line): void => void lines.push(line)
  vm.ports = (host, operation) => faulty(host, new Desk(operation, faults, { tell, die }), stage)
  return lines
}

const stage: Stage = {
  nothing: () => ['fails'],
  done: (program) => ['fails-after', ...program],
}

/** Programs of transactions that fail as `letStrike` has them started. */
export function mayFail(vm: Vm): Vm {
  const run = vm.packages.run.bind(vm.packages)
  const output = 'E: a fault of the test\n'
  vm.packages.run = ([program = '', ...argv]): Ended => {
    if (program === 'fails') return { exitCode: 100, output }
    if (program !== 'fails-after') return run([program, ...argv])
    run(argv)
    return { exitCode: 100, output }
  }
  return vm
}
