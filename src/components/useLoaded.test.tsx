import { act, renderHook, waitFor } from '@testing-library/react';
import { Problem } from '../grafana/Problem';
import { useLoaded } from './useLoaded';

/** A question whose answers come when the test says so. */
function questions() {
  const asked: Array<{ signal: AbortSignal; answer: (value: string) => void; fail: (error: unknown) => void }> = [];
  const load = (signal: AbortSignal) =>
    new Promise<string>((answer, fail) => {
      asked.push({ signal, answer, fail });
    });
  return { asked, load };
}

function start(key: string | null) {
  const { asked, load } = questions();
  const hook = renderHook(({ of }: { of: string | null }) => useLoaded(of, load), { initialProps: { of: key } });
  return { asked, ...hook };
}

describe('useLoaded', () => {
  test('asks, and answers', async () => {
    const { asked, result } = start('a');
    expect(result.current).toEqual({ loading: true, data: undefined, problem: undefined });
    act(() => asked[0]?.answer('x'));
    await waitFor(() => expect(result.current).toEqual({ loading: false, data: 'x', problem: undefined }));
  });

  test('while it is asked again the last answer stays, and what nobody waits for is ended', async () => {
    const { asked, result, rerender } = start('a');
    act(() => asked[0]?.answer('x'));
    await waitFor(() => expect(result.current.data).toBe('x'));
    rerender({ of: 'b' });
    expect(result.current).toEqual({ loading: true, data: 'x', problem: undefined });
    rerender({ of: 'c' });
    expect(asked[1]?.signal.aborted).toBe(true);
    await act(async () => {
      asked[1]?.answer('late');
      await Promise.resolve();
    });
    expect(result.current.data).toBe('x');
    act(() => asked[2]?.answer('y'));
    await waitFor(() => expect(result.current).toEqual({ loading: false, data: 'y', problem: undefined }));
  });

  test('without a question nothing is known, not even what was', async () => {
    const { asked, result, rerender } = start('a');
    act(() => asked[0]?.answer('x'));
    await waitFor(() => expect(result.current.data).toBe('x'));
    rerender({ of: null });
    expect(result.current).toEqual({ loading: false, data: undefined, problem: undefined });
    rerender({ of: 'b' });
    expect(result.current).toEqual({ loading: true, data: undefined, problem: undefined });
    expect(asked).toHaveLength(2);
  });

  test('a problem is told beside the last answer, and gone when it is asked again', async () => {
    const { asked, result, rerender } = start('a');
    act(() => asked[0]?.answer('x'));
    await waitFor(() => expect(result.current.data).toBe('x'));
    rerender({ of: 'b' });
    const problem = new Problem('timeout', 'slow', '', '');
    act(() => asked[1]?.fail(problem));
    await waitFor(() => expect(result.current).toEqual({ loading: false, data: 'x', problem }));
    rerender({ of: 'c' });
    expect(result.current.problem).toBeUndefined();
  });

  test('any other error becomes a problem', async () => {
    const { asked, result } = start('a');
    act(() => asked[0]?.fail(new TypeError('x is not a function')));
    await waitFor(() => expect(result.current.problem?.kind).toBe('unexpected'));
    expect(result.current.problem?.detail).toBe('x is not a function');
  });

  test('ends with its page', () => {
    const { asked, unmount } = start('a');
    unmount();
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});
