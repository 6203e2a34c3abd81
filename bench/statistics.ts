/** The middle of the values; of an even number of them the mean of the two in the middle. Throws without any. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing')
  return (low + high) / 2
}

/** Pair by pair the first divided by the second: what disturbs a machine for a while disturbs both of a pair. */
export function ratios(values: readonly number[], bases: readonly number[]): number[] {
  return values.map((value, at) => value / bases[at]!)
}
