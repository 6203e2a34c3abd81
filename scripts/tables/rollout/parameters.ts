import type { Json, JsonObject } from './json.ts'
import { application, extension } from './names.ts'

/** Parameters of policy definitions that mean the same in every definition and initiative. */
const known = {
  extensionPublisher: text('Extension publisher', 'Publisher of the extension.', extension.publisher),
  extensionType: text('Extension type', 'Type of the extension.', extension.type),
  extensionVersion: text(
    'Extension version',
    'Major.minor of the extension; Azure chooses the rest.',
    extension.version,
  ),
  extensionSettings: of('Object', 'Settings', 'Public settings of the extension.', {}),
  includedImageIds: of(
    'Array',
    'Images of your own',
    'Ids of gallery or managed Linux images that are in scope, without /versions/…: they name no publisher.',
    [],
  ),
  includedImagePublishers: of(
    'Array',
    'Further image publishers',
    'Marketplace publishers whose Linux images are in scope, for example of hardened images.',
    [],
  ),
  exclusionTag: text('Exclusion tag', 'Machines with a tag of this name are left alone.', 'aadsshlogin-exclude'),
  applicationName: text(
    'VM Application',
    'Name of the VM Application that brings the login; machines with it need no extension.',
    application.name,
  ),
  galleryApplicationId: of('String', 'Gallery application', 'Resource id of the VM Application, without /versions/….'),
  applicationVersion: text('Application version', 'Version of the VM Application, or latest.', 'latest'),
} as const satisfies Record<string, JsonObject>

export type ParameterName = keyof typeof known

/** Known parameters by name. */
export function pick(names: readonly ParameterName[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, known[name]]))
}

/** A parameter for an effect; the first effect is the default. */
export function effectParameter(effects: readonly string[], subject = 'this policy'): JsonObject {
  return {
    type: 'String',
    metadata: { displayName: 'Effect', description: `What ${subject} does with a machine it applies to.` },
    allowedValues: effects,
    defaultValue: effects[0] ?? '',
  }
}

function text(displayName: string, description: string, defaultValue: string): JsonObject {
  return of('String', displayName, description, defaultValue)
}

function of(type: string, displayName: string, description: string, defaultValue?: Json): JsonObject {
  const base = { type, metadata: { displayName, description } }
  return defaultValue === undefined ? base : { ...base, defaultValue }
}
