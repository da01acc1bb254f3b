import { renderHook, waitFor } from '@testing-library/react';
import { dateTime } from '@grafana/data';
import { useInstallation } from '../../../components/InstallationContext';
import { useNginx } from '../../../components/useNginx';
import { useUrlState } from '../../../components/useUrlState';
import { logLabels } from '../../../grafana/loki';
import { detectedFields } from '../../../grafana/lokiIndex';
import { Problem } from '../../../grafana/Problem';
import { nameTaken } from '../../../grafana/recordingsNames';
import { DOCKER } from '../../../signals/conventions';
import { BUILDER_DEFAULTS } from './builderState';
import { loadPreview, type Preview } from './loadPreview';
import { useBuilder } from './useBuilder';

jest.mock('../../../components/InstallationContext');
jest.mock('../../../components/useNginx');
jest.mock('../../../components/useUrlState');
jest.mock('../../../grafana/loki');
jest.mock('../../../grafana/lokiIndex');
jest.mock('../../../grafana/recordingsNames');
jest.mock('./loadPreview');

const LOKI = { uid: 'loki', name: 'Loki', type: 'loki', isDefault: true };
const PROMETHEUS = { uid: 'prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
const [from, to] = [dateTime(0), dateTime(3600_000)];
const RANGE = { from, to, raw: { from, to } };
const NONE = { count: 0, examples: [] };
const PREVIEW: Preview = {
  ...{ read: { from: 0, to: 3600_000 }, bytesRead: 0, drawn: [], stepSeconds: 60, lines: 5, seriesCount: 1 },
  ...{ perLabel: [], unparsed: NONE, unusable: undefined, beyond: 0 },
  ...{ bytesPerEvaluation: 0, bytesPerDay: 0, objections: [] },
};

let state = { ...BUILDER_DEFAULTS };
const onChange = jest.fn();

beforeEach(() => {
  jest.resetAllMocks();
  state = { ...BUILDER_DEFAULTS, make: JSON.stringify({ name: 'a', title: 'A' }) };
  jest.mocked(useInstallation).mockReturnValue({
    installation: { conventions: DOCKER, prometheus: PROMETHEUS, loki: LOKI, from: 'assumed' },
    settings: {},
  });
  jest.mocked(useNginx).mockReturnValue({
    ...{ conventions: undefined, logs: [], chosen: undefined },
    detected: { loading: false, data: undefined, problem: undefined },
  });
  jest.mocked(useUrlState).mockImplementation(() => [state, onChange]);
  jest.mocked(detectedFields).mockResolvedValue([]);
  jest.mocked(logLabels).mockResolvedValue(['host', 'container']);
  jest.mocked(nameTaken).mockResolvedValue(undefined);
  jest.mocked(loadPreview).mockResolvedValue(PREVIEW);
});

const start = () => renderHook(() => useBuilder(LOKI, RANGE));

test('a metric is tried, and its name is looked up', async () => {
  const { result } = start();
  await waitFor(() => expect(result.current.isTried).toBe(true));
  expect(result.current.tried?.preview).toBe(PREVIEW);
  await waitFor(() => expect(jest.mocked(nameTaken).mock.calls).toHaveLength(1));
});

test('what an earlier try found says nothing of a metric whose own try failed', async () => {
  const { result, rerender } = start();
  await waitFor(() => expect(result.current.isTried).toBe(true));
  jest
    .mocked(loadPreview)
    .mockRejectedValue(new Problem('refused', 'Loki refused a query', 'parse error', 'Change it.'));
  state = { ...state, regex: '\\d+' };
  rerender();
  // While it is tried anew, what is drawn stays, but it is not this metric.
  expect(result.current.isTried).toBe(false);
  await waitFor(() => expect(result.current.failed.map(({ detail }) => detail)).toEqual(['parse error']));
  expect(result.current.tried).toBeUndefined();
  expect(result.current.isTried).toBe(false);
});

test('another name is not tried anew', async () => {
  const { result, rerender } = start();
  await waitFor(() => expect(result.current.isTried).toBe(true));
  state = { ...state, make: JSON.stringify({ name: 'b', title: 'B' }) };
  rerender();
  expect(result.current.isTried).toBe(true);
  await waitFor(() => expect(nameTaken).toHaveBeenCalledTimes(2));
  expect(loadPreview).toHaveBeenCalledTimes(1);
});

test('the metric that is edited may keep its name', async () => {
  state = { ...state, was: 'a' };
  const { result } = start();
  await waitFor(() => expect(result.current.isTried).toBe(true));
  expect(nameTaken).not.toHaveBeenCalled();
});

test('what cannot be used is not tried', async () => {
  state = { ...state, regex: '(?=x)' };
  const { result } = start();
  await waitFor(() => expect(result.current.isLoading).toBe(false));
  expect(result.current.problems).toEqual([expect.stringContaining('RE2 has no lookahead')]);
  expect(loadPreview).not.toHaveBeenCalled();
});
