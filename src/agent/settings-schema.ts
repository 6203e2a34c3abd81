import { z } from '../core/zod.ts'
import { limits } from '../core/limits.ts'
import { sessionPolicies } from '../core/session.ts'
import { baseAddress, fileAddress, proxyAddress, type WebAddress } from './web-address.ts'

/** The one description of the settings: it validates them, and docs/settings.md is made from it. */
export const publicSettingsSchema = z.object({
  proxy: webAddress(proxyAddress)
    .optional()
    .describe(
      'HTTP proxy for the package manager and our own downloads, `http://host:port`. Never used for the metadata service. User name and password go into the protected `proxyCredentials`.',
    ),
  repository: z
    .object({
      baseUrl: webAddress(baseAddress)
        .optional()
        .describe('Takes the place of `https://packages.microsoft.com`; the layout below it must be the same.'),
      key: z
        .object({
          url: webAddress(fileAddress)
            .optional()
            .describe('Where the public key is downloaded; http is fine, because the fingerprint is checked.'),
          path: z
            .string()
            .max(1024)
            .regex(/^\/[^\p{Cc}]+$/u, 'must be an absolute path')
            .optional()
            .describe('Absolute path of the public key on the VM, instead of `url`.'),
          fingerprint: z
            .string()
            .max(100)
            .regex(/^(?: *[0-9a-f]){40} *$/i, 'must be 40 hexadecimal digits')
            .transform((text) => text.replaceAll(' ', '').toUpperCase())
            .describe('Fingerprint the key must have: 40 hexadecimal digits, spaces allowed.'),
        })
        .refine(({ url, path }) => (url === undefined) !== (path === undefined), 'needs exactly one of url and path')
        .optional()
        .describe(
          'Key of a private mirror that signs its metadata itself; without it, the keys of Microsoft are expected.',
        ),
    })
    .optional()
    .describe('A private mirror. When it is given, the public repository is never fallen back to.'),
  package: z
    .object({
      version: z
        .string()
        .max(128)
        .regex(/^[0-9A-Za-z][\w.+~:^-]*$/, 'must be a package version as the repository names it')
        .optional()
        .describe('Version of the login packages to install, as the repository names it. Without it: the newest.'),
    })
    .optional()
    .describe('Which packages to install.'),
  allowDerivatives: z
    .boolean()
    .default(false)
    .describe(
      'Whether a system that is not in the supported matrix is tried as the distribution its os-release names in `ID_LIKE`, e.g. Linux Mint as Ubuntu.',
    ),
  sessions: z
    .enum(sessionPolicies)
    .default('wait')
    .describe(
      `What happens when the packages are to go (a delete, \`migrate\`) while Microsoft Entra users are logged in, which the packages refuse: \`wait\` for them up to ${limits.sessions.waitMs / 1000} seconds and then fail, \`fail\` at once, or \`terminate\` their processes. Where it fails, nothing has been removed.`,
    ),
  migrate: z
    .boolean()
    .default(false)
    .describe(
      'Whether the packages of the older AADLoginForLinux (`aadlogin`) are removed to make room for this login. Without it their presence is failure 23.',
    ),
  identityWaitSeconds: z
    .int()
    .min(0)
    .max(limits.metadata.maxWaitSeconds)
    .default(limits.metadata.defaultWaitSeconds)
    .describe('How long to wait for the managed identity to be assigned, in seconds.'),
  rolloutWindowSeconds: z
    .int()
    .min(0)
    .max(limits.rollout.maxWindowSeconds)
    .optional()
    .describe(
      `First contact with the repository is spread over this many seconds. Without it: ${limits.rollout.scaleSetWindowSeconds} on scale sets, none on single VMs.`,
    ),
  logLevel: z
    .enum(['error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('How much the log of the extension tells.'),
})

/** Settings that are encrypted on their way to the VM. */
export const protectedSettingsSchema = z.object({
  proxyCredentials: z
    .object({
      username: credential()
        .regex(/^[^:]*$/, 'must not contain a colon')
        .describe('User name for the proxy.'),
      password: credential().describe('Password for the proxy.'),
    })
    .optional()
    .describe('What the proxy asks for.'),
})

function credential() {
  return z
    .string()
    .min(1)
    .max(1024)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
}

function webAddress(read: (text: string) => WebAddress) {
  return z
    .string()
    .max(2048)
    .transform((text, context) => {
      const address = read(text)
      if (address.kind === 'address') return address.text
      context.addIssue({ code: 'custom', message: address.problem })
      return z.NEVER
    })
}
