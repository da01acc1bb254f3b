/** @jest-environment node */
import { Rooms } from './Rooms';

const limits = { rooms: 2, history: 3 };

describe('rooms', () => {
  test('remember what was said, and no more than they may', () => {
    const rooms = new Rooms(limits);
    rooms.join('lobby', { name: 'Ada' });
    ['one', 'two', 'three', 'four'].forEach((text, at) => rooms.say('lobby', 'Ada', text, at));
    const { history, people } = rooms.join('lobby', { name: 'Bob' });
    expect(history.map(({ text }) => text)).toEqual(['two', 'three', 'four']);
    expect(people).toEqual(['Ada', 'Bob']);
  });

  test('are forgotten when the last has left', () => {
    const rooms = new Rooms(limits);
    const ada = { name: 'Ada' };
    rooms.join('lobby', ada);
    rooms.say('lobby', 'Ada', 'hello', 1);
    rooms.leave('lobby', ada);
    expect(rooms.count).toBe(0);
    expect(rooms.join('lobby', ada).history).toEqual([]);
  });

  test('know each name once, however it is written', () => {
    const rooms = new Rooms(limits);
    rooms.join('lobby', { name: 'Ada' });
    expect(() => rooms.join('lobby', { name: 'aDA' })).toThrow(/is called aDA already/);
    expect(() => rooms.join('lobby', { name: 'Ａda' })).toThrow(/already/);
    expect(() => rooms.join('other', { name: 'Ada' })).not.toThrow();
  });

  test('let nobody out for somebody of the same name', () => {
    const rooms = new Rooms(limits);
    rooms.join('lobby', { name: 'Ada' });
    rooms.leave('lobby', { name: 'Ada' });
    expect(rooms.people('lobby')).toEqual(['Ada']);
  });

  test('are no more than may be', () => {
    const rooms = new Rooms(limits);
    rooms.join('a', { name: 'Ada' });
    rooms.join('b', { name: 'Ada' });
    expect(() => rooms.join('c', { name: 'Ada' })).toThrow(/too many rooms/);
    expect(rooms.list()).toEqual([
      { room: 'a', people: 1 },
      { room: 'b', people: 1 },
    ]);
  });
});
