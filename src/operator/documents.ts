import { z } from '../core/zod.ts'
import { sessionPolicies } from '../core/session.ts'
import { plannedNames } from '../core/verb.ts'

/**
 * What `--json` prints, one document for each verb. docs/operator.schema.json is made from this. Members may be added
 * within a `schema` number; one that goes or changes its meaning makes the next number.
 */
const head = { schema: z.literal(1), handlerVersion: z.string() }
const time = z.iso.datetime().describe('When it was looked, UTC')

const failureText = {
  exit: z.int().describe('Exit code'),
  code: z.string().describe('Stable name of the failure, e.g. identity.missing'),
  cause: z.string(),
  remedy: z.string(),
}

const explained = z.object({
  ...failureText,
  owner: z.enum(['customer', 'machine', 'handler']).describe('Who has to act'),
  transient: z.boolean().describe('Whether the same command may well succeed later with nothing changed'),
})

const explainDocument = z.object({
  ...head,
  verb: z.literal('explain'),
  asked: z.string().nullable().describe('The code or name that was asked for; null: all failures'),
  failures: z.array(explained).describe('Holes are written {name}'),
})

const finding = z.object({
  check: z.string(),
  verdict: z.enum(['passed', 'warning', 'blocked']),
  message: z.string(),
  exit: z.int().optional().describe('Only of a blocked one, as code and remedy'),
  code: z.string().optional(),
  remedy: z.string().optional(),
})

const outcome = z.object({
  exit: z.int().describe('What an install would exit with if nothing else went wrong; also of this command'),
  code: z.string().nullable().describe('null: an install would go ahead'),
})

const checkDocument = z.object({
  ...head,
  verb: z.literal('check'),
  time,
  system: z.string(),
  findings: z.array(finding).describe('In the order of the checks; the first blocked one decides'),
  outcome,
})

const step = z.object({
  does: z.string().describe('A sentence for a person'),
  step: z.looseObject({ kind: z.string() }).describe('The step as data'),
})

const planDocument = z.object({
  ...head,
  verb: z.literal('plan'),
  time,
  operation: z.enum(plannedNames),
  system: z.string(),
  steps: z.array(step.extend({ undo: z.array(step).describe('What takes it back if the command fails') })),
})

const statusDocument = z.object({
  ...head,
  verb: z.literal('status'),
  time,
  handler: z.object({
    name: z.string(),
    folder: z.string(),
    log: z.string().nullable(),
  }),
  problems: z.array(z.string()).describe('What could not be looked at, and why'),
  system: z.object({ name: z.string(), architecture: z.string(), profile: z.string().nullable() }),
  packages: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['absent', 'installed', 'broken']),
      version: z.string(),
      held: z.boolean(),
    }),
  ),
  wiring: z.object({
    state: z.enum(['wired', 'not-wired', 'unknown']),
    message: z.string(),
  }),
  verified: z.object({
    state: z.enum(['current', 'changed', 'never']).describe('changed: something that was read has changed since'),
    time: z.iso.datetime().nullable(),
  }),
  sessions: z
    .enum(sessionPolicies)
    .describe('What a delete would do about users who are logged in: the setting of the last enable, which is stored'),
  added: z.object({
    files: z.array(z.object({ path: z.string(), state: z.enum(['unchanged', 'changed', 'missing']) })),
    packages: z.array(z.string()),
    dependencies: z.array(z.string()),
    keys: z.array(z.string()),
  }),
  update: z
    .object({ from: z.string(), to: z.string(), time: z.iso.datetime(), stale: z.boolean() })
    .nullable()
    .describe('An update of the extension that is under way'),
  transaction: z
    .object({ title: z.string(), time: z.iso.datetime(), state: z.enum(['running', 'ended', 'cut-short']) })
    .nullable()
    .describe('A package transaction of this extension that no command has settled yet'),
  lastStatus: z
    .object({
      sequence: z.int(),
      time: z.string(),
      operation: z.string(),
      state: z.string(),
      code: z.int(),
      message: z.string(),
    })
    .nullable()
    .describe('The newest status that the guest agent has'),
})

const bundleDocument = z.object({
  ...head,
  verb: z.literal('support-bundle'),
  time,
  path: z.string(),
  bytes: z.int(),
  files: z.array(z.object({ name: z.string(), characters: z.int(), note: z.string().optional() })),
})

export const operatorSchema = z.discriminatedUnion('verb', [
  checkDocument,
  planDocument,
  statusDocument,
  explainDocument,
  bundleDocument,
])

export type OperatorDocument = z.infer<typeof operatorSchema>
export type CheckDocument = z.infer<typeof checkDocument>
export type PlanDocument = z.infer<typeof planDocument>
export type StatusDocument = z.infer<typeof statusDocument>
export type ExplainDocument = z.infer<typeof explainDocument>
export type BundleDocument = z.infer<typeof bundleDocument>

/** The published schema of all documents (JSON Schema 2020-12); it allows members that a later version adds. */
export function operatorJsonSchema(): object {
  return z.toJSONSchema(operatorSchema, { io: 'input' })
}
