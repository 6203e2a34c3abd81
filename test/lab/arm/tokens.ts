import { createHmac, randomBytes } from 'node:crypto'
import { ArmError } from './wire.ts'

/** Who may sign in: a service principal. */
export interface Principal {
  readonly tenantId: string
  readonly clientId: string
  readonly secret: string
  readonly objectId: string
}

/** What the sign-in host answers: always JSON. */
export interface SignInAnswer {
  readonly status: number
  readonly body: unknown
}

const hour = 3600

/** Signs in with a secret, and knows its own tokens again. */
export class SignIn {
  readonly #key = randomBytes(32)
  readonly #principal: Principal

  constructor(principal: Principal) {
    this.#principal = principal
  }

  /** The document that says where tokens are to be had; `root` is the host that was asked. */
  configuration(tenant: string, root: string): SignInAnswer {
    const authority = `${root}/${tenant}`
    return {
      status: 200,
      body: {
        issuer: `https://login.microsoftonline.com/${this.#principal.tenantId}/v2.0`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
        tenant_region_scope: 'EU',
      },
    }
  }

  /** A token for who knows the secret. */
  token(form: URLSearchParams): SignInAnswer {
    const { clientId, secret, objectId, tenantId } = this.#principal
    if (form.get('client_id') !== clientId || form.get('client_secret') !== secret) {
      const description = `AADSTS7000215: Invalid client secret provided for app '${form.get('client_id') ?? ''}'.`
      return { status: 401, body: { error: 'invalid_client', error_description: description, error_codes: [7000215] } }
    }
    const issued = Math.floor(Date.now() / 1000)
    const aud = (form.get('scope') ?? '').replace(/\/\.default$/, '')
    const times = { iat: issued, nbf: issued, exp: issued + hour }
    const access_token = this.#sign({ aud, appid: clientId, oid: objectId, tid: tenantId, ver: '1.0', ...times })
    return { status: 200, body: { token_type: 'Bearer', expires_in: hour, ext_expires_in: hour, access_token } }
  }

  /** Throws for a request without a token of this host. */
  admit(authorization: string | undefined): void {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
    if (token === undefined) {
      const message = "Authentication failed. The 'Authorization' header is missing."
      throw new ArmError(401, 'AuthenticationFailed', message)
    }
    const [head = '', claims = '', signature] = token.split('.')
    if (signature !== this.#signature(`${head}.${claims}`))
      throw new ArmError(401, 'InvalidAuthenticationToken', 'The access token is invalid.')
  }

  #sign(claims: object): string {
    const text = [{ typ: 'JWT', alg: 'HS256' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${text}.${this.#signature(text)}`
  }

  #signature(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url')
  }
}
