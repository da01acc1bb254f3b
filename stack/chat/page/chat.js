// What people write is only ever set as text, never as markup.
const byId = (id) => document.getElementById(id);
const state = byId('state');
const refusal = byId('refusal');
const messages = byId('messages');

/** Milliseconds until the next attempt to connect: longer each time, and never the same for everybody. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;

let socket;
let wait = FIRST_WAIT;
/** The room and name to come back to after the connection was lost. */
let place;
let lastId = 0;

const send = (message) => {
  if (socket && socket.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify(message));
    return true;
  }
  refusal.textContent = 'Not connected at the moment: try again when the connection is back.';
  return false;
};

function show({ id, at, name, text }) {
  // What is told again after a new connection is there already.
  if (id <= lastId) {
    return;
  }
  lastId = id;
  const atEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 40;
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = new Date(at).toISOString();
  time.textContent = new Date(at).toLocaleTimeString();
  const from = document.createElement('b');
  from.textContent = name;
  item.append(time, from, text);
  messages.append(item);
  while (messages.childElementCount > 500) {
    messages.firstElementChild.remove();
  }
  if (atEnd) {
    messages.scrollTop = messages.scrollHeight;
  }
}

function showPeople(people) {
  byId('people').replaceChildren(
    ...people.map((name) => {
      const item = document.createElement('li');
      item.textContent = name;
      return item;
    })
  );
}

const HANDLERS = {
  joined({ room, name, people, history }) {
    if (!place || place.room !== room || place.fresh) {
      messages.replaceChildren();
      lastId = 0;
    }
    // A service that was started anew counts from one again.
    const newest = history.length > 0 ? history[history.length - 1].id : 0;
    if (newest < lastId) {
      lastId = 0;
    }
    place = { room, name, fresh: false };
    byId('where').textContent = room;
    byId('chat').hidden = false;
    refusal.textContent = '';
    history.forEach(show);
    showPeople(people);
    byId('text').focus();
  },
  said({ message }) {
    show(message);
  },
  people({ people }) {
    showPeople(people);
  },
  refused({ text }) {
    refusal.textContent = text;
  },
};

function connect() {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(`${scheme}//${location.host}${location.pathname.replace(/[^/]*$/, '')}ws`);
  socket.onopen = () => {
    wait = FIRST_WAIT;
    state.textContent = 'Connected';
    void listRooms();
    if (place) {
      send({ type: 'join', room: place.room, name: place.name });
    }
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    HANDLERS[message.type]?.(message);
  };
  socket.onclose = () => {
    const ms = Math.round(wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT);
    state.textContent = 'Connection lost: connecting again…';
    setTimeout(connect, ms);
  };
}

async function listRooms() {
  try {
    const response = await fetch('api/rooms');
    if (!response.ok) {
      throw new Error(`${response.status}`);
    }
    const { rooms } = await response.json();
    byId('rooms').replaceChildren(
      ...rooms.map(({ room, people }) => {
        const option = document.createElement('option');
        option.value = room;
        option.label = `${room}: ${people}`;
        return option;
      })
    );
  } catch {
    // Rooms can be joined by their name without the list.
    byId('rooms').replaceChildren();
  }
}

byId('join').addEventListener('submit', (event) => {
  event.preventDefault();
  if (place) {
    place.fresh = true;
  }
  send({ type: 'join', room: byId('room').value, name: byId('name').value });
});

byId('say').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = byId('text');
  if (send({ type: 'say', text: field.value })) {
    field.value = '';
    refusal.textContent = '';
  }
});

connect();
