/**
 * Stands in for node:https and node:tls in what @azure/identity would make requests with: each goes through our own
 * HTTP client, to the metadata service and without TLS, and loading TLS took 25 ms of every `enable`.
 */
const refuse = (): never => {
  throw new Error('@azure/identity makes no request of its own')
}

export { refuse as request, refuse as connect, refuse as Agent }

const https = { request: refuse, Agent: refuse, globalAgent: undefined }

export { https as default }
