import fc from 'fast-check'

/** UTF-16 units that texts of unknown origin may hold: ASCII, controls, quotes, lone surrogates, invisible characters, anything. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }),
  fc.constantFrom(0x22, 0x5c, 0x0a, 0xd83d, 0xde00, 0xfeff, 0x202e, 0x85),
  fc.integer({ min: 0, max: 0xffff }),
)

/** Texts as nobody writes them, ill-formed ones included: short ones, and short ones repeated up to `maxLength`. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const short = fc.string({ unit: unit.map((code) => String.fromCharCode(code)) })
  const times = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: maxLength }), fc.constant(maxLength))
  return fc.tuple(short, times).map(([text, count]) => text.repeat(count).slice(0, maxLength))
}
