import type { StatusDocument } from '../azure/status-document.ts'
import type { Resource } from './store.ts'
import type { Dictionary } from './wire.ts'
import type { World } from './world.ts'

/** The instance view of a machine by its agent's last word: agent, handlers, and these extensions. */
export async function instanceViewOf(world: World, id: string, extensions: readonly Resource[]): Promise<Dictionary> {
  const report = await world.guest(id).report()
  const views = await Promise.all(extensions.map((extension) => viewOf(world, id, extension)))
  return {
    ...(report === undefined ? {} : { vmAgent: agentView(report) }),
    ...(views.length === 0 ? {} : { extensions: views }),
    statuses: [
      { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' },
      { code: 'PowerState/running', level: 'Info', displayStatus: 'VM running' },
    ],
  }
}

/** The agent's word for an extension of a machine. */
export async function viewOf(world: World, id: string, { name, properties }: Resource): Promise<Dictionary> {
  const handler = world.catalogue.handlerName(String(properties.publisher), String(properties.type))
  const view = await world.guest(id).view(handler)
  return {
    name,
    type: handler,
    typeHandlerVersion: view?.typeHandlerVersion ?? properties.typeHandlerVersion,
    statuses: view?.statuses ?? [],
    substatuses: view?.substatuses ?? [],
  }
}

function agentView({ agent, handlers }: StatusDocument): Dictionary {
  return {
    vmAgentVersion: agent.version,
    statuses: [status(agent.status, 'Guest Agent is running')],
    extensionHandlers: handlers.map(({ handler, version, status: state, message }) => ({
      type: handler,
      typeHandlerVersion: version,
      status: status(state, message),
    })),
  }
}

function status(displayStatus: string, message: string): Dictionary {
  const isReady = displayStatus === 'Ready'
  const code = `ProvisioningState/${isReady ? 'succeeded' : 'failed'}`
  return { code, level: isReady ? 'Info' : 'Error', displayStatus, message }
}
