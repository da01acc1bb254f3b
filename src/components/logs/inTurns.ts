/** How many queries run at once: Loki queues, then refuses, what a page throws at it together. */
const AT_ONCE = 4;

/** The results of `work` on each item, in the items' order; a few at a time, and none begun after one has failed. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>
): Promise<Result[]> {
  const results: Array<{ index: number; result: Result }> = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, item] = next;
      try {
        results.push({ index, result: await work(item) });
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results.sort((a, b) => a.index - b.index).map(({ result }) => result);
}
