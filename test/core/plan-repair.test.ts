import { describe, expect, it } from 'vitest'
import { pieces, type Piece } from '../../src/core/piece.ts'
import { planRepair, type RepairFacts } from '../../src/core/plan-repair.ts'
import { planRepository } from '../../src/core/plan-repository.ts'
import { brief, broken, factsOf, installed, own, repository } from './plan-cases.ts'

const library = '/usr/lib/libnss.so'
const sudoers = '/etc/sudoers.d/aad_admins'

/** A machine with both packages, whole, and our entry. */
function facts(part: Partial<RepairFacts> = {}): RepairFacts {
  return {
    packages: { login: installed('1'), policy: installed('2') },
    names: { login: 'login', selinux: 'policy' },
    damaged: {},
    reconfigures: true,
    pamIsKept: false,
    repository: planRepository(factsOf({ ownFiles: own }), repository),
    ...part,
  }
}

const plan = (missing: readonly Piece[], part: Partial<RepairFacts> = {}): string[] =>
  planRepair(missing, facts(part)).steps.map(({ step }) => brief(step))

const refresh = `refresh ${repository.entryFile}`

describe('planRepair', () => {
  it.each<[string, readonly Piece[], Partial<RepairFacts>, readonly string[]]>([
    ['nothing is missing', [], {}, []],
    ['configuration is missing', ['nss', 'pam', 'sshd'], {}, ['reconfigure login']],
    ['the command is missing', ['command'], {}, [refresh, 'reinstall login=1']],
    ['the NSS module is missing', ['nss-module', 'nss'], {}, [refresh, 'reinstall login=1']],
    ['the PAM module is missing', ['pam-module'], {}, [refresh, 'reinstall login=1']],
    ['a file is damaged, too', ['nss'], { damaged: { login: [library] } }, [refresh, 'reinstall login=1']],
    ['configuration of it was changed, too', ['nss'], { damaged: { login: [sudoers] } }, ['reconfigure login']],
    ['another package is damaged', ['nss'], { damaged: { policy: [library] } }, ['reconfigure login']],
    ['the manager has no such thing', ['nss'], { reconfigures: false }, [refresh, 'reinstall login=1']],
    ['the SELinux module is missing', ['selinux-module'], {}, ['reconfigure policy']],
    ['both have something missing', ['sshd', 'selinux-module'], {}, ['reconfigure login policy']],
    [
      'rules for sudo are not as they came',
      ['sudoers'],
      { damaged: { login: [sudoers] } },
      [refresh, 'reinstall login=1'],
    ],
    ['rules for sudo are not of the package', ['sudoers'], {}, []],
    ['sshd has not read what is there', ['sshd-reload'], {}, []],
    ['PAM would be left as it is', ['pam'], { pamIsKept: true }, []],
    ['PAM would be left as it is, but not the rest', ['pam', 'sshd'], { pamIsKept: true }, ['reconfigure login']],
    ['the package is not there', ['command'], { packages: {} }, []],
    ['the package is half configured', ['command'], { packages: { login: broken } }, []],
  ])('where %s', (_, missing, part, expected) => {
    expect(plan(missing, part)).toEqual(expected)
  })

  it('makes the machine know the repository again before it installs from there', () => {
    const lost = planRepository(factsOf(), repository)

    expect(plan(['command'], { repository: lost })).toEqual([
      `install-key ${repository.keyringFile}`,
      `write-file ${repository.entryFile}`,
      refresh,
      'reinstall login=1',
    ])
  })

  it.each(pieces.flatMap((piece) => [true, false].map((reconfigures) => [piece, reconfigures] as const)))(
    'never upgrades and never removes for %s (scripts can be run again: %s)',
    (piece, reconfigures) => {
      const { steps } = planRepair([piece], facts({ reconfigures }))
      const allowed = ['reconfigure-packages', 'refresh-packages', 'reinstall-packages']
      const versions = steps.flatMap(({ step }) => (step.kind === 'reinstall-packages' ? step.packages : []))

      expect(steps.filter(({ step }) => !allowed.includes(step.kind))).toEqual([])
      expect(versions.filter(({ version }) => version !== '1' && version !== '2')).toEqual([])
      expect(steps.flatMap(({ undo }) => undo).filter(({ kind }) => kind !== 'repair-packages')).toEqual([])
    },
  )
})
