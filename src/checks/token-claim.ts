import { z } from '../core/zod.ts'

/** Whose identity a token is, as far as its claim says. */
export type TokenOwner =
  | { readonly kind: 'system'; readonly resource: string }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'unknown' }

const payloadSchema = z.object({ xms_mirid: z.string().max(2048) })
const machineProviders = ['microsoft.compute', 'microsoft.hybridcompute']

/**
 * Reads the claim xms_mirid, the Azure resource that owns the identity. No signature is checked: nothing is
 * authorised by it, the metadata service is merely asked whose token it hands out. Any text gives an answer.
 */
export function tokenOwner(token: string): TokenOwner {
  const claim = payloadSchema.safeParse(payload(token))
  if (!claim.success) return { kind: 'unknown' }
  const path = claim.data.xms_mirid.split('/').filter((part) => part !== '')
  const at = path.findLastIndex((part) => part.toLowerCase() === 'providers')
  const [provider = '', ...resource] = at < 0 ? [] : path.slice(at + 1).map(shown)
  if (resource.length < 2) return { kind: 'unknown' }
  if (provider.toLowerCase() === 'microsoft.managedidentity') return { kind: 'user', name: resource.at(-1) ?? '' }
  if (!machineProviders.includes(provider.toLowerCase())) return { kind: 'unknown' }
  return { kind: 'system', resource: resource.join('/') }
}

function payload(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/** A name as Azure allows it; anything else is replaced, because it ends up in messages. */
function shown(part: string): string {
  return part.replace(/[^\w.()-]/g, '?').slice(0, 128)
}
