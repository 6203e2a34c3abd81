import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { launchCommand, marker } from '../../src/machine/transaction-launch.ts'

describe('the command that starts a transaction', () => {
  const command = launchCommand('/state/transaction', 'ticket-1', ['apt-get', 'install', 'a b'])
  const [shell, option, launcher = '', name, wrapper = '', ...rest] = command

  it('hands folder, ticket and program on as they are, never as shell text', () => {
    expect([shell, option, name]).toEqual(['/bin/sh', '-c', 'aadsshlogin-launcher'])
    expect(rest).toEqual(['/state/transaction', 'ticket-1', 'apt-get', 'install', 'a b'])
    expect(launcher + wrapper).not.toContain('apt-get')
  })

  it('puts the mark by which a transaction is known into the command line, with systemd and without', () => {
    expect(launcher.split(` ${marker} `)).toHaveLength(3)
  })

  it('waits no longer than the bound for what a killed program had started', () => {
    expect(wrapper).toContain(`[ "$code" -le 128 ] || rest ${limits.transaction.restSeconds}\n`)
  })
})
