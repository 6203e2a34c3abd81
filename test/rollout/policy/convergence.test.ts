import { describe, expect, it } from 'vitest'
import { policyDefinitions, type Dictionary } from '../artefacts.ts'
import { deploy } from '../arm/template.ts'
import { arcFixtures, assignmentParameters, fixtures } from './fixtures.ts'
import { judge, type Case } from './judge.ts'
import { galleryApplicationId } from './resources.ts'

const definitions = policyDefinitions()
const parameters = { ...assignmentParameters, extensionSettings: { proxy: 'http://proxy:3128' } }

/** One machine of each kind for each row: the images differ in nothing here. */
const machines = fixtures.filter(({ name }) => !/^\w+: \S+:/.test(name))

describe('what a policy does', () => {
  it.each(machines)('$name: after identity and extension nothing is left to do', ({ kind, subject, expected }) => {
    const withIdentity = applyModify(`${kind}-identity`, subject)
    const done = applyDeployment(`${kind}-extension`, withIdentity)

    const left = ['identity', 'extension', 'identity-audit', 'login-audit'].map((column) =>
      run(`${kind}-${column}`, done),
    )
    const isOld = Number(subject.apiVersion.slice(0, 4)) < 2018

    expect(left.map(({ verdict }) => verdict).join('')).toBe(isOld ? '--!!' : expectedAfter(expected))
  })

  it.each(machines)('$name: after identity and application nothing is left to do', ({ kind, subject }) => {
    const done = applyModify(
      `${kind}-application`,
      applyModify(`${kind}-identity`, { ...subject, apiVersion: '2024-11-01' }),
    )

    const left = ['identity', 'application', 'extension', 'identity-audit'].map((column) =>
      run(`${kind}-${column}`, done),
    )

    expect(left.map(({ verdict }) => verdict).join('')).toMatch(/^--[-+]-$/)
  })

  it.each(machines)('$name: nothing else of it is changed', ({ kind, subject }) => {
    const { resource } = applyModify(`${kind}-application`, applyModify(`${kind}-identity`, subject))

    expect(withoutOurs(resource)).toEqual(withoutOurs(subject.resource))
  })

  it.each(arcFixtures)('$name: after the extension nothing is left to do', ({ subject, expected }) => {
    const done = applyDeployment('arc-extension', subject)

    expect(run('arc-extension', done).verdict).toBe(expected === '-' ? '-' : '+')
  })

  it('sets the extension with the settings of the assignment', () => {
    const [resource] = deployed('vm-extension', machines[0]!.subject)

    expect(resource).toMatchObject({
      name: 'vm1/AADSSHLoginForLinux',
      location: 'westeurope',
      properties: {
        publisher: 'Microsoft.Azure.ActiveDirectory',
        type: 'AADSSHLoginForLinux',
        typeHandlerVersion: '1.0',
        enableAutomaticUpgrade: false,
        settings: { proxy: 'http://proxy:3128' },
      },
    })
  })
})

/** Where a policy had business it has none left; the audit of the login then finds the extension. */
function expectedAfter(before: string): string {
  if (before === '-----') return '----'
  const isApplication = before[1] === '-' && before[4] === '-'
  return isApplication ? '----' : '-+-+'
}

function run(name: string, subject: Case): ReturnType<typeof judge> {
  return judge(definitions.get(name)!, subject, parameters)
}

function applyModify(name: string, subject: Case): Case {
  const { modified } = run(name, subject)
  return modified === undefined ? subject : { ...subject, resource: modified }
}

function applyDeployment(name: string, subject: Case): Case {
  const added = deployed(name, subject).map((resource) => ({
    ...resource,
    properties: { ...(resource.properties as Dictionary), provisioningState: 'Succeeded' },
  }))
  return { ...subject, related: [...subject.related, ...added] }
}

function deployed(name: string, subject: Case): Dictionary[] {
  const { deployment } = run(name, subject)
  return deployment === undefined ? [] : deploy(deployment.template, deployment.parameters)
}

/** A resource without what the policies may change: the kind of its identity, and our application in its list. */
function withoutOurs(resource: Dictionary): Dictionary {
  const copy = structuredClone(resource)
  const identity = { ...((copy.identity ?? {}) as Dictionary), type: '' }
  const properties = copy.properties as Record<string, Dictionary>
  const profile = properties.virtualMachineProfile ?? properties
  const list = ((profile.applicationProfile as Dictionary | undefined)?.galleryApplications ?? []) as Dictionary[]
  const others = list.filter(
    ({ packageReferenceId }) => !String(packageReferenceId).startsWith(`${galleryApplicationId}/`),
  )
  profile.applicationProfile = { galleryApplications: others }
  return { ...copy, identity }
}
