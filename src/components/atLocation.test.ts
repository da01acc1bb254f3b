import { atLocation } from './paths';

describe('a link at a location', () => {
  test.each([
    ['/a/x/logs?from=1', 'Oslo', '/a/x/logs?from=1&location=Oslo'],
    ['/a/x/logs', 'Åre & Oslo', '/a/x/logs?location=%C3%85re%20%26%20Oslo'],
    ['/a/x/logs?location=*&from=1', 'Oslo', '/a/x/logs?from=1&location=Oslo'],
    ['/a/x/logs?from=1&location=*', '', '/a/x/logs?from=1'],
    ['/a/x/logs?location=*', undefined, '/a/x/logs'],
    ['/a/x/logs?words=a?b&location=*', '', '/a/x/logs?words=a?b'],
  ])('%s at %s', (url, location, at) => expect(atLocation(url, location)).toBe(at));
});
