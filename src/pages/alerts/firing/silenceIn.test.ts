import { createSilence } from '../../../grafana/alerting/alertmanagers';
import { Problem } from '../../../grafana/Problem';
import { silenceIn } from './silenceIn';

jest.mock('../../../grafana/alerting/alertmanagers');

const [a, b] = [
  { uid: 'a', name: 'A' },
  { uid: 'b', name: 'B' },
];
const silence = { matchers: [], seconds: 60, createdBy: 'me', comment: 'known' };

test('one that fails takes nothing from the other, and tells why', async () => {
  const down = new Problem('unreachable', 'B cannot be reached', '', '');
  jest.mocked(createSilence).mockImplementation(({ uid }) => (uid === 'b' ? Promise.reject(down) : Promise.resolve()));
  expect(await silenceIn([a, b], silence)).toEqual({ made: ['a'], problems: [down] });
  expect(jest.mocked(createSilence)).toHaveBeenCalledTimes(2);
});
