import fc from 'fast-check'
import { osReleaseTexts, shippedProfiles } from './distro-data.ts'

const real = [...osReleaseTexts().values()]
const { profiles, refused } = shippedProfiles()
const ids = [...profiles.flatMap(({ match }) => match.ids), ...refused.flatMap((system) => system.ids), 'linuxmint', '']
const rows = profiles.flatMap(({ versions }) => versions)

const anyValue = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))
const id = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, anyValue)
const version = fc.oneof(fc.constantFrom('', '99', ...rows.flatMap(({ versions }) => versions.split(/[+-]/))), anyValue)
const codename = fc.oneof(fc.constantFrom('', '{version}', ...rows.flatMap((row) => row.codename ?? [])), anyValue)

const assignments = fc
  .record(
    {
      ID: id,
      ID_LIKE: fc.array(id, { maxLength: 3 }).map((likes) => likes.join(' ')),
      VERSION_ID: version,
      VERSION_CODENAME: codename,
      UBUNTU_CODENAME: codename,
      DEBIAN_CODENAME: codename,
      PRETTY_NAME: anyValue,
    },
    { requiredKeys: [] },
  )
  .map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}="${value}"`)
      .join('\n'),
  )

/** A real text with a part of it taken away, doubled, or taken from another one. */
const mutated = fc
  .tuple(fc.constantFrom(...real), fc.constantFrom(...real), fc.nat(), fc.nat(), fc.string({ maxLength: 4 }))
  .map(([text, other, from, length, noise]) => {
    const at = from % (text.length + 1)
    const end = at + (length % (text.length - at + 1))
    return text.slice(0, at) + noise + other.slice(at, end) + text.slice(length % 2 === 0 ? end : at)
  })

/** os-release texts of all kinds: real ones, real ones damaged, made-up assignments, and noise. */
export const likelyTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: mutated },
  { weight: 4, arbitrary: assignments },
  { weight: 1, arbitrary: fc.constantFrom(...real) },
  { weight: 1, arbitrary: anyValue },
)
