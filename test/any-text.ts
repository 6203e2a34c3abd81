import fc from 'fast-check'

/** UTF-16 units that texts of unknown origin may hold: ASCII, controls, quotes, lone surrogates, invisible characters, anything. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }),
  fc.constantFrom(0x22, 0x5c, 0x0a, 0xd83d, 0xde00, 0xfeff, 0x202e, 0x85),
  fc.integer({ min: 0, max: 0xffff }),
)

/** Texts as nobody writes them, ill-formed ones included. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: unit.map((code) => String.fromCharCode(code)), maxLength })
}
