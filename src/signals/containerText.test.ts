import { containerOfText, containerText } from './containerText';

describe('containerText', () => {
  it.each([
    [{ host: 'web-1', name: 'shop-api' }, 'web-1/shop-api'],
    [{ host: 'node-1', namespace: 'shop', pod: 'api-7f', name: 'api' }, 'node-1/shop/api-7f/api'],
    [{ host: 'a/b', name: '50%' }, 'a%2Fb/50%25'],
    [{ host: '', name: 'x' }, '/x'],
  ])('writes %j and reads it again', (ref, text) => {
    expect(containerText(ref)).toBe(text);
    expect(containerOfText(text)).toEqual(ref);
  });

  it.each(['', 'web-1', 'a/b/c', 'a/', 'a/b/c/'])('names none with %j', (text) =>
    expect(containerOfText(text)).toBeUndefined()
  );

  it('takes a lone % for itself', () => expect(containerOfText('a/50%')).toEqual({ host: 'a', name: '50%' }));
});
