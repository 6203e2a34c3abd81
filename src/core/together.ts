/**
 * What all of them come to, in order, as Promise.all; but when one fails the others are waited for first, so that
 * nothing goes on behind the back of whoever hears of it. Throws the failure that stands first in the list.
 */
export async function together<const T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
