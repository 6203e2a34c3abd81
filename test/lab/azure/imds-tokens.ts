import { generateKeyPairSync, sign } from 'node:crypto'
import type { Identifiers } from './identifiers.ts'

/** An identity that tokens are made for; `mirid` is its resource id (claim xms_mirid), left out when undefined. */
export interface TokenIdentity {
  readonly clientId: string
  readonly objectId: string
  readonly mirid: string | undefined
}

export type MakeToken = (identity: TokenIdentity, audience: string) => string

/** Returns a maker of well-formed access tokens (version 1.0), signed by a key that nobody trusts. */
export function tokenMaker(ids: Identifiers): MakeToken {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return (identity, audience) => {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      aud: audience,
      iss: `https://sts.windows.net/${ids.tenantId}/`,
      iat: now,
      nbf: now,
      exp: now + 86_400,
      appid: identity.clientId,
      appidacr: '2',
      idtyp: 'app',
      oid: identity.objectId,
      sub: identity.objectId,
      tid: ids.tenantId,
      ver: '1.0',
      xms_mirid: identity.mirid,
    }
    const content = `${part({ typ: 'JWT', alg: 'RS256', kid: 'lab' })}.${part(claims)}`
    return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`
  }
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
