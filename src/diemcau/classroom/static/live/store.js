// Where unsent commands lie on this device: IndexedDB; where that is shut, localStorage; else memory.
// `put` answers true only when the device has really kept it. Beside them lie things that may be lost:
// what a screen has shown, pictures, the device's key.

const NAME = "diemcau";
const SHELF = "sends";
const THINGS = "things";
const PLAIN = "diemcau:sends";

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error || new Error("aborted"));
  });
}

class Indexed {
  constructor(db) {
    this.db = db;
  }

  write(work) {
    // "strict": on the disk before we say so; browsers that do not know the word ignore it.
    const transaction = this.db.transaction(SHELF, "readwrite", { durability: "strict" });
    work(transaction.objectStore(SHELF));
    return finished(transaction);
  }

  put(send) {
    return this.write((shelf) => shelf.put(send));
  }

  remove(ids) {
    return this.write((shelf) => ids.forEach((id) => shelf.delete(id)));
  }

  all() {
    return promised(this.db.transaction(SHELF).objectStore(SHELF).getAll());
  }
}

class Plain {
  read() {
    return JSON.parse(localStorage.getItem(PLAIN) || "{}");
  }

  async put(send) {
    localStorage.setItem(PLAIN, JSON.stringify({ ...this.read(), [send.id]: send }));
  }

  async remove(ids) {
    const kept = this.read();
    for (const id of ids) delete kept[id];
    localStorage.setItem(PLAIN, JSON.stringify(kept));
  }

  async all() {
    return Object.values(this.read());
  }
}

async function openBase() {
  const request = indexedDB.open(NAME, 2);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion < 1) request.result.createObjectStore(SHELF, { keyPath: "id" });
    request.result.createObjectStore(THINGS);
  };
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("slow")), 4000)));
  try {
    const db = await Promise.race([promised(request), late]);
    db.onversionchange = () => db.close();
    return db;
  } finally {
    clearTimeout(timer);
  }
}

let base = null;

/** The things of this device by key. Without IndexedDB nothing is kept, and every call fails. */
export const things = {
  async shelf(mode) {
    if (!base) base = openBase();
    try {
      return (await base).transaction(THINGS, mode).objectStore(THINGS);
    } catch (error) {
      base = null; // another window has put in a newer version: the next call opens it anew
      throw error;
    }
  },
  async get(key) {
    return promised((await this.shelf("readonly")).get(key));
  },
  async put(key, value) {
    const shelf = await this.shelf("readwrite");
    shelf.put(value, key);
    return finished(shelf.transaction);
  },
  async keys() {
    return promised((await this.shelf("readonly")).getAllKeys());
  },
  async drop(keys) {
    const shelf = await this.shelf("readwrite");
    keys.forEach((key) => shelf.delete(key));
    return finished(shelf.transaction);
  },
};

/** The stores of this device, best first. Each call falls back to the next one that works. */
export class Store {
  constructor() {
    this.shelves = null;
  }

  async open() {
    if (this.shelves) return;
    this.shelves = [];
    try {
      this.shelves.push(new Indexed(await openBase()));
    } catch (_) {
      // A private window or a full disk: the next shelf is tried.
    }
    this.shelves.push(new Plain());
  }

  /** Keep a command; false when this device keeps nothing, so that the screen can say so. */
  async put(send) {
    await this.open();
    for (const shelf of this.shelves) {
      try {
        await shelf.put(send);
        return true;
      } catch (_) {
        continue;
      }
    }
    return false;
  }

  /** Forget commands that have their receipt. */
  async remove(ids) {
    await this.open();
    for (const shelf of this.shelves) {
      try {
        await shelf.remove(ids);
      } catch (_) {
        continue; // it will be sent again, and answered as a repeat
      }
    }
  }

  /** Everything that is kept. */
  async all() {
    await this.open();
    const found = {};
    for (const shelf of this.shelves) {
      try {
        for (const send of await shelf.all()) found[send.id] = send;
      } catch (_) {
        continue;
      }
    }
    return Object.values(found);
  }
}
