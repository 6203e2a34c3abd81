import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/core/plan.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { amendLedger, withKeys, withPackages } from '../../src/machine/ledger.ts'
import { undoByHand } from '../../src/machine/undo-by-hand.ts'
import { World } from '../world.ts'
import { aptIn } from './simulated-packages.ts'
import { dnfIn, RpmDatabase } from './simulated-rpm.ts'
import { source } from './steps-bench.ts'

const key = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'

describe('undoByHand', () => {
  const commands = [
    ['apt-get', 'sudo apt-get purge b a', 'sudo apt-get install --allow-downgrades a=1.0.1'],
    ['dnf', 'sudo rpm -e --allmatches b a', 'sudo dnf install a-1.0.1'],
    ['yum', 'sudo rpm -e --allmatches b a', 'sudo yum downgrade a-1.0.1'],
    ['tdnf', 'sudo rpm -e --allmatches b a', 'sudo tdnf install a-1.0.1'],
    ['zypper', 'sudo rpm -e --allmatches b a', 'sudo zypper install --oldpackage a=1.0.1'],
  ] as const
  it.each(commands)('has the commands of %s for packages', async (name, purge, goBack) => {
    const manager = { ...aptIn(new World()), grammar: grammars[name] }
    const packages = [{ name: 'a', version: '1.0.1' }]

    expect(await undoByHand(manager, { kind: 'remove-packages', names: ['b', 'a'], purge: true })).toBe(purge)
    expect(await undoByHand(manager, { kind: 'install-packages', packages, source })).toBe(goBack)
    expect(await undoByHand(manager, { kind: 'bring-back', packages, source })).toBe(goBack)
  })

  it('removes a file of ours, and leaves it to the next command to make one anew', async () => {
    const manager = aptIn(new World())

    expect(await undoByHand(manager, { kind: 'remove-file', path: '/etc/x.list' })).toBe('sudo rm -f /etc/x.list')
    expect(await undoByHand(manager, { kind: 'restore-file', path: '/etc/x.list', base64: 'eA==' })).toBeUndefined()
  })

  it('names what came along, as the ledger has it by then', async () => {
    const world = new World()
    const manager = aptIn(world)
    expect(await undoByHand(manager, { kind: 'remove-dependencies' })).toBeUndefined()

    await amendLedger(world.host(), (ledger) => withPackages(ledger, 'dependencies', ['libx', 'liby']))

    expect(await undoByHand(manager, { kind: 'remove-dependencies' })).toBe('sudo apt-get purge libx liby')
    expect(await undoByHand(manager, { kind: 'remove-dependencies', names: ['libz'] })).toBe('sudo apt-get purge libz')
  })

  it('takes back the trust in a key only where it is there because of us', async () => {
    const world = new World()
    new RpmDatabase(world).trust(key)
    const distrust: Step = { kind: 'distrust-keys', fingerprints: [key] }
    expect(await undoByHand(dnfIn(world), distrust)).toBeUndefined()

    await amendLedger(world.host(), (ledger) => withKeys(ledger, [key]))

    expect(await undoByHand(dnfIn(world), distrust)).toBe('sudo rpm -e --allmatches gpg-pubkey-be1229cf')
  })
})
