import { z } from './zod.ts'
import { inconsistencies } from './profile-consistency.ts'
import { parseRange } from './version-range.ts'

/** What `{…}` in a repository's path and suite may name. */
export const holeNames = ['id', 'version', 'major', 'codename', 'architecture'] as const
export type HoleName = (typeof holeNames)[number]

const name = z.string().regex(/^[a-z0-9][a-z0-9.+_-]*$/)
const absolutePath = z.string().regex(/^\/[\w./+-]+$/)
const text = z.string().min(1)
const architecture = z.enum(['x86_64', 'aarch64'])
const template = z.string().refine(namesKnownHoles, { error: `the only holes are {${holeNames.join('}, {')}}` })

const fingerprints = z.array(z.string().regex(/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/)).min(1)

/** An OpenPGP key that signs repositories: below the base URL of the repository, or a file of the system's own. */
const signingKey = z.union([
  z.strictObject({ name: text, path: absolutePath, fingerprints }),
  z.strictObject({ name: text, file: absolutePath, fingerprints }),
])

/** distro-profiles/keys.json. */
export const keyFileSchema = z.strictObject({ keys: z.record(name, signingKey) })

/** Whether Microsoft publishes the login package for this version: when that was seen, and where. */
const published = z.strictObject({
  value: z.enum(['yes', 'no', 'unknown']),
  asOf: z.string().regex(/^\d{4}-\d{2}(?:-\d{2})?$/),
  source: text,
})

const packageManager = z.enum(['apt-get', 'dnf', 'yum', 'zypper', 'tdnf'])

const versions = z.string().refine((value) => parseRange(value) !== undefined, { error: 'not a version or a range' })

/** The root that stands for a version in the tests, and the tool in it that only stands in for the real one. */
const tested = z.strictObject({
  base: z.enum(['deb11', 'deb12', 'deb13', 'dnf11', 'dnf12', 'dnf13', 'zyp12', 'zyp13']),
  standIn: z.enum(['apt 1.x', 'yum 3', 'tdnf', 'zypper 1.13']).optional(),
})

/** What is known to go wrong on a version, or on some of those that the row stands for, told when its condition holds. */
const knownWarning = z.strictObject({
  when: z.enum(['always', 'selinux-enforcing']),
  versions: versions.optional(),
  message: text,
})

const versionRow = z.strictObject({
  /** "12", "7.4-7.10" or "8.3+": see version-range.ts. */
  versions,
  /** Without it the machine's own os-release says the codename. */
  codename: name.optional(),
  /** Takes the place of the profile's own for this version. */
  packageManager: packageManager.optional(),
  /** Takes the place of `repository.path` for this version. */
  path: template.optional(),
  /** Takes the place of `packages.selinux.whenInstalled` for this version. */
  selinuxWhenInstalled: z.array(name).min(1).optional(),
  /** The only version of the login package that works there, without a release: newer ones do not. */
  pin: z
    .string()
    .regex(/^\d[\w.+~]*$/)
    .optional(),
  warnings: z.array(knownWarning).min(1).optional(),
  architectures: z.array(architecture).min(1),
  /** Ids in keys.json of the keys that sign this version's repository. */
  keys: z.array(name).min(1),
  /** Whether the first list of this extension (2022-06) already had it. */
  seed: z.boolean(),
  /**
   * end-of-life: the distributor's free support has ended. interim: supported for months only. repository-gone:
   * Microsoft took its repository away, so only a mirror (`repository.baseUrl`) can serve it.
   */
  status: z.enum(['current', 'end-of-life', 'interim', 'upcoming', 'repository-gone']),
  published,
  /** Absent where no root of the tests is like it. */
  tested: tested.optional(),
  note: text.optional(),
})

const repository = z.strictObject({
  /** Below the base URL. */
  path: template,
  /** Empty where repositories have no suite. */
  suite: template,
  components: z.array(name),
  /** Other paths of the same repository: an entry of the machine for one of them serves as well. */
  aliases: z.array(template),
  /** The name of our own entry, where entries have one (dnf, zypper). */
  entryId: name,
  /** The file with our own entry, when the machine has no entry for this repository. */
  entryFile: absolutePath,
  keyringFile: absolutePath,
})

/** distro-profiles/<family>.json: everything that differs between distributions. */
export const profileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    id: name,
    name: text,
    /** Values of ID in os-release; no two profiles share one. */
    match: z.strictObject({ ids: z.array(name).min(1) }),
    packageManager,
    /** What the packages call an architecture of `uname -m`. */
    packageArchitectures: z.partialRecord(architecture, name),
    packages: z.strictObject({
      login: name,
      /** Needed only where one of these packages is installed. */
      selinux: z.strictObject({ name, whenInstalled: z.array(name).min(1) }),
      predecessors: z.array(name),
    }),
    repository,
    sshd: z.strictObject({
      unit: text,
      program: absolutePath,
      /** Oldest OpenSSH that the login package works with. */
      minimumVersion: z.string().regex(/^\d+\.\d+$/),
      configuration: absolutePath,
      fragments: absolutePath,
    }),
    /** What must hold for a login to work once the packages are installed. */
    wiring: z.strictObject({
      nss: z.strictObject({ file: absolutePath, database: name, module: name }),
      /** Any one of the files names the module. */
      pam: z.strictObject({ files: z.array(absolutePath).min(1), module: name }),
      /** Where the distribution keeps a file of these folders until the administrator makes one; best first. */
      vendorFolders: z.array(z.strictObject({ of: absolutePath, in: absolutePath })).optional(),
      authorizedKeysCommand: absolutePath,
    }),
    /** Oldest first. */
    versions: z.array(versionRow).min(1),
    /** How a version newer than the last row is tried. */
    newer: z.strictObject({ architectures: z.array(architecture).min(1), keys: z.array(name).min(1) }),
  })
  .check((context) => {
    for (const issue of inconsistencies(context.value)) context.issues.push({ code: 'custom', input: '', ...issue })
  })

export type Profile = z.infer<typeof profileSchema>
export type VersionRow = Profile['versions'][number]
export type PackageManagerName = Profile['packageManager']
export type Architecture = z.infer<typeof architecture>
export type SigningKeyRow = z.infer<typeof signingKey>

/** distro-profiles/profile.schema.json: the form of a profile for editors. */
export function profileJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(profileSchema, { io: 'input' }) }
}

function namesKnownHoles(value: string): boolean {
  const names: readonly string[] = holeNames
  return [...value.matchAll(/\{([^}]*)\}/g)].every(([, hole = '']) => names.includes(hole))
}
