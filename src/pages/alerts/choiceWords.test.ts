import { chosenOf } from '../../checks/rules/chosenText';
import { choiceWords } from './choiceWords';

test.each<[string, string[]]>([
  ['memory-near-limit', []],
  [
    'memory-near-limit?p.share=0.5&for=60&severity=critical&hosts=web-1',
    ['Share of the limit 50 %', 'for 1 min', 'only web-1'],
  ],
  ['oom-kill?for=0', []],
  ['signal:container.cpu.cores?p.threshold=2', ['above 2.00']],
  ['signal:container.cpu.cores?compare=<&p.threshold=0.5&for=0', ['below 0.500', 'at once']],
])('%s', (text, expected) => {
  const chosen = chosenOf(text);
  expect(chosen && choiceWords(chosen)).toEqual(expected);
});
