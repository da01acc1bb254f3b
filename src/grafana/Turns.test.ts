import { isAbort } from './fetchJson';
import { Turns } from './Turns';

/** Work that ends when it is told to. */
function steered() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name);
      ends.set(name, () => resolve(name));
    });
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

test('no more run at once than may, whoever asks, and the others in their order', async () => {
  const turns = new Turns(2);
  const { begun, work, end } = steered();
  const all = ['a', 'b', 'c', 'd'].map((name) => turns.run(work(name)));
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await all[1];
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b', 'c']);
  end('a');
  end('c');
  await all[2];
  await all[0];
  end('d');
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('what fails gives its place to the next', async () => {
  const turns = new Turns(1);
  const failed = turns.run(() => Promise.reject(new Error('no')));
  const next = turns.run(() => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('what is no longer wanted never begins', async () => {
  const turns = new Turns(1);
  const { begun, work, end } = steered();
  const controller = new AbortController();
  const first = turns.run(work('first'));
  const gone = turns.run(work('gone'), controller.signal);
  const last = turns.run(work('last'), controller.signal);
  const kept = turns.run(work('kept'));
  controller.abort();
  expect(await gone.catch(isAbort)).toBe(true);
  expect(await last.catch(isAbort)).toBe(true);
  end('first');
  await first;
  await Promise.resolve();
  end('kept');
  expect(await kept).toBe('kept');
  expect(begun).toEqual(['first', 'kept']);
});
