import type { z } from './zod.ts'
import { HandlerFailure } from './failure.ts'
import { keyFileSchema, profileSchema, type Profile, type SigningKeyRow } from './profile-schema.ts'
import { refusedFileSchema, type RefusedSystem } from './refused.ts'

/** What distro-profiles says. */
export interface Profiles {
  readonly profiles: readonly Profile[]
  readonly keys: Readonly<Record<string, SigningKeyRow>>
  /** Systems that are known and cannot be served, with the reason. */
  readonly refused: readonly RefusedSystem[]
}

type Texts = Readonly<Record<string, string>>

const keyFile = 'keys.json'
const refusedFile = 'refused.json'
const editorSchema = '.schema.json'

/**
 * Reads the files of distro-profiles, given as file name → text; what is not JSON data there is left out. With `ids`
 * only the profiles that name one of these systems: to read all of them takes 30 ms of an installation. Throws
 * handler.bug naming file and field when the data is broken.
 */
export function loadProfiles(texts: Texts, ids?: readonly string[]): Profiles {
  const read = (file: string): unknown => parseJson(file, texts[file] ?? '')
  const { keys } = validate(keyFile, read(keyFile), keyFileSchema)
  const { systems: refused } = validate(refusedFile, read(refusedFile), refusedFileSchema)
  const names = Object.keys(texts).filter((name) => name.endsWith('.json') && !name.endsWith(editorSchema))
  const files = names.filter((name) => name !== keyFile && name !== refusedFile).sort()
  if (files.length === 0) throw brokenData('there is no profile')
  // All of them are parsed: of half a file nobody knows for which system it is.
  const wanted = files
    .map((file) => ({ file, data: read(file) }))
    .filter(({ file }) => ids === undefined || namesOne(texts[file] ?? '', ids))
    .map(({ file, data }) => ({ file, profile: validate(file, data, profileSchema) }))
  const taken = new Set<string>()
  for (const { file, profile } of wanted) {
    checkKeys(file, profile, keys)
    checkIds(file, new Set([profile.id, ...profile.match.ids]), taken)
  }
  for (const { ids } of refused) checkIds(refusedFile, ids, taken)
  return { profiles: wanted.map(({ profile }) => profile), keys, refused }
}

/** Whether a text has one of these words in it: every profile that is for one of them has, others may. */
function namesOne(text: string, ids: readonly string[]): boolean {
  return ids.some((id) => text.includes(JSON.stringify(id)))
}

function validate<Schema extends z.ZodType>(file: string, data: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw brokenData(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw brokenData(`${file}: not JSON`, error)
  }
}

function checkKeys(file: string, profile: Profile, keys: Profiles['keys']): void {
  for (const id of [profile.newer, ...profile.versions].flatMap((row) => row.keys))
    if (!Object.hasOwn(keys, id)) throw brokenData(`${file}: no key ${id} in ${keyFile}`)
}

/** Adds the ids to those taken; a system must never have two answers. */
function checkIds(file: string, ids: Iterable<string>, taken: Set<string>): void {
  for (const id of ids) {
    if (taken.has(id)) throw brokenData(`${file}: ${id} is there twice`)
    taken.add(id)
  }
}

function brokenData(problem: string, cause?: unknown): HandlerFailure {
  return new HandlerFailure('handler.bug', { detail: `distro-profiles: ${problem}` }, { cause })
}
