import { expect } from 'vitest'
import { machineHash } from './told.ts'
import { Vm } from './vm.ts'

/** A VM on which the extension has just been installed, and what it was like before. */
export async function installed(prepare: (vm: Vm) => unknown = () => undefined): Promise<{ vm: Vm; before: string }> {
  const vm = new Vm()
  prepare(vm)
  const before = machineHash(vm)
  expect((await vm.run('install')).exitCode).toBe(0)
  expect(machineHash(vm)).not.toBe(before)
  vm.forget()
  return { vm, before }
}
