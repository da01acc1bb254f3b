import { Refused, type ChatMessage } from './protocol';

/** Somebody who is in a room. */
export interface Member {
  name: string;
}

interface Room<M extends Member> {
  members: Map<string, M>;
  history: ChatMessage[];
}

/** Two names that look alike are one. */
const keyOf = (name: string) => name.normalize('NFKC').toLocaleLowerCase('en');

/** Who is in which room, and what was said there. A room is forgotten when the last has left. */
export class Rooms<M extends Member> {
  private readonly rooms = new Map<string, Room<M>>();
  private lastId = 0;

  constructor(private readonly limits: { rooms: number; history: number }) {}

  /** Rooms that somebody is in. */
  get count(): number {
    return this.rooms.size;
  }

  /** Each room with how many are in it, the fullest first. */
  list(): Array<{ room: string; people: number }> {
    return [...this.rooms]
      .map(([room, { members }]) => ({ room, people: members.size }))
      .sort((a, b) => b.people - a.people || a.room.localeCompare(b.room));
  }

  /** Lets somebody in. @throws Refused where the name is taken there, or there are too many rooms */
  join(name: string, member: M): { people: string[]; history: readonly ChatMessage[] } {
    let room = this.rooms.get(name);
    if (!room) {
      if (this.rooms.size >= this.limits.rooms) {
        throw new Refused('too_many_rooms', 'There are too many rooms already: join one of them');
      }
      room = { members: new Map(), history: [] };
      this.rooms.set(name, room);
    }
    const key = keyOf(member.name);
    if (room.members.has(key)) {
      throw new Refused('name_taken', `Somebody in ${name} is called ${member.name} already`);
    }
    room.members.set(key, member);
    return { people: this.people(name), history: room.history };
  }

  /** Lets somebody out. Who is not there changes nothing. */
  leave(name: string, member: M): void {
    const room = this.rooms.get(name);
    if (room && room.members.get(keyOf(member.name)) === member) {
      room.members.delete(keyOf(member.name));
      if (room.members.size === 0) {
        this.rooms.delete(name);
      }
    }
  }

  /** Remembers what somebody said. */
  say(name: string, from: string, text: string, at: number): ChatMessage {
    const message = { id: ++this.lastId, at, name: from, text };
    const history = this.rooms.get(name)?.history;
    history?.push(message);
    if (history && history.length > this.limits.history) {
      history.shift();
    }
    return message;
  }

  /** Who is in a room. */
  members(name: string): M[] {
    return [...(this.rooms.get(name)?.members.values() ?? [])];
  }

  /** The names of those in a room, in order. */
  people(name: string): string[] {
    return this.members(name)
      .map((member) => member.name)
      .sort((a, b) => a.localeCompare(b));
  }
}
