import { existsSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, normalize } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './faults.ts'

/** The first of the folders' files with that path; a folder is no file. */
export function findFile(folders: readonly string[], path: string): string | undefined {
  return folders
    .map((folder) => join(folder, normalize(`/${path}`)))
    .find((file) => existsSync(file) && statSync(file).isFile())
}

/** Answers with a file, in whole or the range asked for, as the fault has it. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  fault: Fault,
): Promise<void> {
  const modified = new Date(Math.floor(statSync(file).mtimeMs / 1000) * 1000)
  const since = request.headers['if-modified-since']
  if (since && new Date(since) >= modified) {
    response.writeHead(304).end()
    return
  }
  response.setHeader('Last-Modified', modified.toUTCString())
  response.setHeader('Accept-Ranges', 'bytes')
  const body = rangeOf(readFileSync(file), request, response)
  if (!body) return
  response.setHeader('Content-Length', body.length)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  await sendBody(response, fault.garbage ? Buffer.alloc(body.length, 'A') : body, fault)
}

/** The bytes to send, with their headers; undefined when the range was refused. */
function rangeOf(content: Buffer, request: IncomingMessage, response: ServerResponse): Buffer | undefined {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  if (!range) return content
  const start = Number(range[1])
  const end = range[2] ? Math.min(Number(range[2]), content.length - 1) : content.length - 1
  if (start > end) {
    response.writeHead(416).end()
    return undefined
  }
  response.statusCode = 206
  response.setHeader('Content-Range', `bytes ${start}-${end}/${content.length}`)
  return content.subarray(start, end + 1)
}

async function sendBody(response: ServerResponse, body: Buffer, fault: Fault): Promise<void> {
  if (fault.cutAfter !== undefined) {
    response.write(body.subarray(0, fault.cutAfter), () => response.destroy())
    return
  }
  const step = fault.bytesPerSecond ?? body.length
  for (let at = 0; at < body.length; at += step) {
    if (at > 0) await sleep(1000)
    if (response.destroyed) return
    response.write(body.subarray(at, at + step))
  }
  response.end()
}
