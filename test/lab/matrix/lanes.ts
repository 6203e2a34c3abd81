/** Work on its way or waiting; what is slow goes two at a time, because that is how many processors there are. */
let free = 2
const waiting: (() => void)[] = []

/** What `work` returns, once fewer than two others are at it; prints its name and how long it took. */
export async function atMostTwo<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
  else free -= 1
  const start = performance.now()
  try {
    return await work()
  } finally {
    console.log(`${name}: made in ${((performance.now() - start) / 1000).toFixed(1)} s`)
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
}
