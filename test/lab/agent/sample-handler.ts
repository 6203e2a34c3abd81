import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import type { Operation } from './contract.ts'

/** Made by: Unix, 2.0. */
const unix = (3 << 8) | 20

/** A package for tests: a shell text per command, what differs in the manifest, and further files. */
export interface SampleHandler {
  readonly commands?: Partial<Record<Operation, string>>
  readonly manifest?: Readonly<Record<string, unknown>>
  /** These take the place of the usual ones of the same name. */
  readonly files?: Readonly<Record<string, SampleFile>>
}

export interface SampleFile {
  readonly content: string
  readonly mode?: number
}

/** Shell text that writes a good status for the sequence number in force. */
export const goodStatus = `cat > status/$ConfigSequenceNumber.tmp <<END
${statusText('success', 0, 'done')}
END
mv status/$ConfigSequenceNumber.tmp status/$ConfigSequenceNumber.status`

/** Returns a status file's text that breaks no rule. */
export function statusText(status: string, code: number, message: string): string {
  const formattedMessage = { lang: 'en-US', message }
  const timestampUTC = '2026-01-31T12:00:00Z'
  const own = {
    name: 'Test',
    operation: 'Enable',
    configurationAppliedTime: timestampUTC,
    status,
    code,
    formattedMessage,
  }
  return JSON.stringify([{ version: 1, timestampUTC, status: { ...own, substatus: [] } }])
}

/** Writes the package's zip into `folder` and returns its path. Every command also tells its calls to the file `$CALLS`. */
export async function zipHandler(folder: string, name: string, handler: SampleHandler = {}): Promise<string> {
  const commands = { enable: goodStatus, ...handler.commands }
  const lines = Object.entries(commands).map(([operation, text]) => `${operation})\n${text}\n;;`)
  const script = `#!/bin/sh\necho "$1 $AZURE_GUEST_AGENT_EXTENSION_VERSION" >> "\${CALLS:-/dev/null}"\ncase $1 in\n${lines.join('\n')}\nesac\n`
  const files = {
    'HandlerManifest.json': { content: manifestText(handler.manifest) },
    'bin/handler.sh': { content: script, mode: 0o100755 },
    ...handler.files,
  }
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, lastModDate: new Date(2020, 0, 1) })
  for (const [file, { content, mode = 0o100644 }] of Object.entries<SampleFile>(files)) {
    const externalFileAttributes = (mode << 16) >>> 0
    await zip.add(file, new TextReader(content), { versionMadeBy: unix, externalFileAttributes })
  }
  const path = join(folder, `${name}.zip`)
  writeFileSync(path, await zip.close())
  return path
}

function manifestText(different: Readonly<Record<string, unknown>> = {}): string {
  const command = (operation: Operation) => ({ [`${operation}Command`]: `bin/handler.sh ${operation}` })
  const handlerManifest = {
    ...command('install'),
    ...command('enable'),
    ...command('disable'),
    ...command('update'),
    ...command('uninstall'),
    updateMode: 'UpdateWithInstall',
    continueOnUpdateFailure: false,
    reportHeartbeat: false,
    ...different,
  }
  return JSON.stringify([{ name: 'Test', version: 1.0, handlerManifest }])
}
