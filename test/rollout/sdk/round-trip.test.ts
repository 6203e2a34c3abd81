import { describe, expect, it } from 'vitest'
import { samples } from '../arm/samples.ts'
import { bodyOf, deploy } from '../arm/template.ts'
import { policyDefinitions, templates, type Dictionary } from '../artefacts.ts'
import { roundTrips } from './clients.ts'
import { makeWire } from './wire.ts'

/** No client knows this type: it is for publishers of extensions alone. */
const unknownToClients = ['Microsoft.Compute/sharedVMExtensions/versions']

/**
 * The newest client for Arc speaks API 2021-05-20 and does not know this property; Azure's built-in policies for Arc
 * set it all the same.
 */
const newerThanClients: Readonly<Record<string, string>> = {
  'Microsoft.HybridCompute/machines/extensions': 'enableAutomaticUpgrade',
}

const wire = makeWire()
const trips = roundTrips(wire)

/** The templates that policies deploy. */
const embedded = [...policyDefinitions()].flatMap(([name, { properties }]): [string, Dictionary][] => {
  const { then } = (properties as Record<string, Dictionary>).policyRule as Record<string, Record<string, Dictionary>>
  const deployment = then?.details?.deployment as Record<string, Dictionary> | undefined
  return deployment === undefined ? [] : [[`policy ${name}`, deployment.properties!.template as Dictionary]]
})
const names = { vmName: 'vm1', scaleSetName: 'set1', machineName: 'arc1' }

const resources = [...templates(), ...embedded].flatMap(([path, template]) =>
  deploy(template, samples[path] ?? names).map((resource) => ({
    path,
    type: String(resource.type),
    name: String(resource.name),
    resource,
  })),
)

describe('through the models of the JavaScript SDK', () => {
  it.each(resources.filter(({ type }) => !unknownToClients.includes(type)))(
    '$path: $name comes out as it went in',
    async ({ resource }) => {
      expect(await through(resource)).toEqual(known(resource))
    },
  )

  it('go all resources but those that it does not know', () => {
    const others = resources.filter(({ type }) => !Object.hasOwn(trips, type)).map(({ type }) => type)

    expect(others).toEqual(unknownToClients)
  })

  it('a misspelt property is lost, so that it is noticed', async () => {
    const right = resources.find(({ path }) => path === 'arm/vm-extension.json')!.resource
    const wrong = { ...right, properties: { ...(right.properties as Dictionary), autoUpgradeMinorVersions: true } }

    expect(await through(wrong)).toEqual(bodyOf(right))
  })
})

/** The body without what the client is too old for. */
function known(resource: Dictionary): Dictionary {
  const body = bodyOf(resource)
  const newer = newerThanClients[String(resource.type)]
  if (newer === undefined) return body
  const kept = Object.entries(body.properties as Dictionary).filter(([name]) => name !== newer)
  return { ...body, properties: Object.fromEntries(kept) }
}

async function through(resource: Dictionary): Promise<unknown> {
  const trip = trips[String(resource.type)]!
  const segments = String(resource.name).split('/')
  wire.answer = bodyOf(resource)
  await trip.write(segments, await trip.read(segments))
  return wire.written()
}
