import { blobRoot, type FabricAddresses } from './addresses.ts'

/** The platform as the guest agent calls it. */
export interface AgentCalls {
  readonly wire: string
  readonly hostPlugin: string
  readonly get: (url: string, headers?: Record<string, string>) => Promise<{ status: number; body: string }>
  /** The text of a document that the goal state in force points to, by the name of its element there. */
  readonly configuration: (element: string, headers?: Record<string, string>) => Promise<string>
  /** Posts to the wire server; returns the status. */
  readonly post: (path: string, body?: string) => Promise<number>
  /** Uploads a status through the host plugin; returns the status of the answer. */
  readonly putStatus: (status: object) => Promise<number>
}

/** Returns calls as the agent makes them. */
export function agentCalls(addresses: FabricAddresses): AgentCalls {
  const wire = `http://${addresses.wire.host}:${addresses.wire.port}`
  const hostPlugin = `http://${addresses.hostPlugin.host}:${addresses.hostPlugin.port}`
  const own = { 'User-Agent': 'WALinuxAgent/2.7.3.0', 'x-ms-version': '2012-11-30' }
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers: { ...own, ...headers } })
    return { status: response.status, body: await response.text() }
  }
  return {
    ...{ wire, hostPlugin, get },
    configuration: async (element, headers = {}) => {
      const goal = await get(`${wire}/machine/?comp=goalstate`)
      const link = new RegExp(`<${element}>([^<]+)<`).exec(goal.body)![1]!
      return (await get(link.replaceAll('&amp;', '&'), headers)).body
    },
    post: async (path, body = '') => (await fetch(wire + path, { method: 'POST', body, headers: own })).status,
    putStatus: async (status) => {
      const body = JSON.stringify({
        requestUri: `${blobRoot(addresses)}/$system/labvm.status?sv=2018-03-28&sr=b&sig=bGFi`,
        headers: [{ headerName: 'x-ms-blob-type', headerValue: 'BlockBlob' }],
        content: Buffer.from(JSON.stringify(status)).toString('base64'),
      })
      return (await fetch(`${hostPlugin}/status`, { method: 'PUT', body, headers: own })).status
    },
  }
}

/** Returns a status upload about a goal state, with the given entries of handlers. */
export function aggregate(incarnation: number, handlers: object[]): object {
  return {
    aggregateStatus: {
      guestAgentStatus: { version: '2.7.3.0', status: 'Ready' },
      handlerAggregateStatus: handlers,
      vmArtifactsAggregateStatus: {
        goalStateAggregateStatus: { inSvdSeqNo: String(incarnation), status: 'Success', code: 0 },
      },
    },
  }
}

/** Returns the entry of a handler that is ready, its extension in `status`. */
export function ready(handlerName: string, sequenceNumber: number, status: string): object {
  const formattedMessage = { lang: 'en-US', message: 'text' }
  const own = { operation: 'Enable', status, code: 0, formattedMessage, substatus: [] }
  return {
    ...{ handlerName, handlerVersion: '1.0.0.0', status: 'Ready', code: 0, formattedMessage },
    runtimeSettingsStatus: { sequenceNumber, settingsStatus: { status: own } },
  }
}
