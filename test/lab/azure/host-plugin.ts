import { empty, json, text, type Answer } from './answers.ts'
import type { BlobStore } from './blob-store.ts'
import type { Identifiers } from './identifiers.ts'
import type { LabRequest } from './lab-server.ts'

/** Answers a request to the HostGAPlugin (port 32526). There is no Fast Track: vmSettings is 404. */
export function answerHostPlugin(request: LabRequest, ids: Identifiers, blobs: BlobStore): Answer {
  const container = request.headers['x-ms-containerid']
  if (container !== undefined && container !== ids.containerId) return text(400, 'InvalidContainerConfiguration')
  switch (`${request.method} ${request.url.pathname}`) {
    case 'GET /versions':
      return json(200, ['2015-09-01'])
    case 'GET /health':
      return empty(200)
    case 'GET /extensionArtifact':
      return artifact(request, blobs)
    case 'PUT /status':
      return status(request, blobs)
    case 'PUT /vmAgentLog':
      return empty(200)
    default:
      return empty(404)
  }
}

function artifact(request: LabRequest, blobs: BlobStore): Answer {
  const location = request.headers['x-ms-artifact-location']
  if (location === undefined || !URL.canParse(location)) return text(400, 'no artifact location')
  return blobs.read(decodeURIComponent(new URL(location).pathname))
}

/** The upload to blob storage that the agent wraps; its own headers are of no interest for a block blob. */
interface WrappedUpload {
  readonly requestUri: string
  readonly content?: string
}

function status(request: LabRequest, blobs: BlobStore): Answer {
  const { requestUri, content = '' } = JSON.parse(request.body.toString('utf8')) as WrappedUpload
  const path = decodeURIComponent(new URL(requestUri).pathname)
  return blobs.writeStatus(path, Buffer.from(content, 'base64')) ? empty(200) : empty(502)
}
