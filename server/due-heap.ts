/** What is due when: a binary heap of at most one entry a key. An entry may be stale; whoever takes it looks again and pushes anew. */
export function createDueHeap<Key>() {
  const heap: { at: number; key: Key }[] = []
  const queued = new Map<Key, number>()
  const before = (i: number, j: number) => heap[i]!.at < heap[j]!.at
  const swap = (i: number, j: number) => ([heap[i], heap[j]] = [heap[j]!, heap[i]!])

  function up(i: number) {
    for (let parent = (i - 1) >> 1; i > 0 && before(i, parent); i = parent, parent = (i - 1) >> 1) swap(i, parent)
  }
  function down(i: number) {
    for (;;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < heap.length && before(child, least)) least = child
      if (least === i) return
      swap(i, least)
      i = least
    }
  }
  function pop() {
    const top = heap[0] as { at: number; key: Key }
    const last = heap.pop() as { at: number; key: Key }
    if (heap.length > 0) {
      heap[0] = last
      down(0)
    }
    return top
  }
  return {
    size: () => queued.size,
    nextAt: (): number => heap[0]?.at ?? Infinity,
    /** Queues the key, unless it is queued for the same instant or an earlier one. */
    push(key: Key, at: number) {
      if ((queued.get(key) ?? Infinity) <= at) return
      queued.set(key, at)
      heap.push({ at, key })
      up(heap.length - 1)
    },
    /** Keys due at `now`, each once, taken out. */
    take(now: number): Key[] {
      const due: Key[] = []
      while (heap.length > 0 && heap[0]!.at <= now) {
        const { key, at } = pop()
        if (queued.get(key) !== at) continue // was queued again for earlier, and taken then
        queued.delete(key)
        due.push(key)
      }
      return due
    },
    drop: (key: Key) => void queued.delete(key),
  }
}
