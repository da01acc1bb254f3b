import { Problem } from '../../grafana/Problem';
import { DOCKER } from '../../signals/conventions';
import { loadAllCells, loadFleets, type Asked } from './everywhere';
import { loadCells, loadFleet, type Row } from './fleet';

jest.mock('./fleet', () => ({ ...jest.requireActual('./fleet'), loadCells: jest.fn(), loadFleet: jest.fn() }));
jest.mock('@grafana/runtime', () => ({}));

const source = (uid: string) => ({ uid, name: uid, type: 'prometheus', isDefault: false });
const MAIN: Asked = { location: '', source: source('main'), conventions: DOCKER };
const OSLO: Asked = { location: 'Oslo', source: source('oslo'), conventions: { ...DOCKER, hostNames: 'as-is' } };
const QUESTION = { scope: {}, window: '5m', range: '1h' };
const ORDER = { time: 0, sortBy: undefined };

// One host and one container are called the same at both.
const row = (): Row => ({
  key: 'web-1\u0000\u0000\u0000edge',
  container: { host: 'web-1', name: 'edge' },
  image: '',
  project: '',
  service: '',
});

beforeEach(() => {
  jest
    .mocked(loadFleet)
    .mockReset()
    .mockResolvedValue({ rows: [row()], total: 1 });
  jest.mocked(loadCells).mockReset();
});

describe('the containers of all locations', () => {
  it('are asked each with its own conventions, and told apart though they are called the same', async () => {
    const { rows, total, silent } = await loadFleets([MAIN, OSLO], QUESTION, ORDER);
    expect(rows.map(({ location, container }) => [location, container.name])).toEqual([
      ['', 'edge'],
      ['Oslo', 'edge'],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
    expect([total, silent]).toEqual([2, []]);
    const asked = jest.mocked(loadFleet).mock.calls.map(([{ source: at, context }]) => [at.uid, context.conventions]);
    expect(asked).toEqual([
      ['main', DOCKER],
      ['oslo', OSLO.conventions],
    ]);
  });

  it('of one that fails are said to be missing, and hide no others', async () => {
    const problem = new Problem('unreachable', 'Oslo is away', 'no route', 'Look.');
    jest
      .mocked(loadFleet)
      .mockImplementation(({ source: { uid } }) =>
        uid === 'oslo' ? Promise.reject(problem) : Promise.resolve({ rows: [row()], total: 1 })
      );
    expect(await loadFleets([MAIN, OSLO], QUESTION, ORDER)).toMatchObject({
      rows: [{ location: '' }],
      silent: [{ location: 'Oslo', problem }],
    });
    await expect(loadFleets([OSLO], QUESTION, ORDER)).rejects.toBe(problem);
  });

  it('have the cells of their own location', async () => {
    const { rows } = await loadFleets([MAIN, OSLO], QUESTION, ORDER);
    jest.mocked(loadCells).mockImplementation(({ source: { uid } }, own) =>
      Promise.resolve({
        rows: new Set(own.map(({ key }) => key)),
        values: new Map([['cpu', new Map(own.map(({ key }) => [key, uid === 'oslo' ? 2 : 1]))]]),
        notExported: uid === 'oslo' ? new Map([['disk', new Set(['web-1'])]]) : new Map(),
      })
    );
    const cells = await loadAllCells([MAIN, OSLO], QUESTION, 0, rows, []);
    expect(rows.map(({ key }) => [cells.rows.has(key), cells.values.get('cpu')?.get(key)])).toEqual([
      [true, 1],
      [true, 2],
    ]);
    expect([...(cells.notExported.get('disk') ?? [])]).toEqual(['Oslo\u0001web-1']);
  });
});
