// Pictures of slides: fetched with the session's token, held as addresses of this window while they may be shown.

const KEPT = 8;
const AGAIN = 4000; // ms after a failure

export class Slides {
  /** `arrived` is called when a picture that was asked for is there; `quiet` says whether this device may keep none. */
  constructor(session, arrived, quiet) {
    Object.assign(this, { session, arrived, quiet });
    this.urls = new Map(); // name → address of the picture, "" while it comes
  }

  /** The address of a picture; "" until it has come. */
  get(name) {
    const url = this.urls.get(name);
    this.urls.delete(name);
    this.urls.set(name, url || ""); // now the youngest
    if (url === undefined) this.load(name);
    return url || "";
  }

  async load(name) {
    try {
      const { keptPicture } = await import("./ahead.js");
      const kept = this.quiet() ? null : await keptPicture(name);
      const asked = () => fetch(`/live/slides/${name}.png`, { headers: { Authorization: `Bearer ${this.session.token}` }, credentials: "same-origin", cache: this.quiet() ? "no-store" : "default" });
      let answer = kept ? null : await asked();
      if (answer && answer.status === 401 && (await this.session.renew())) answer = await asked();
      if (answer && !answer.ok) throw new Error(answer.status);
      this.urls.set(name, URL.createObjectURL(kept || (await answer.blob())));
      this.forget();
      this.arrived();
    } catch (_) {
      setTimeout(() => {
        this.urls.delete(name);
        this.arrived();
      }, AGAIN);
    }
  }

  forget() {
    for (const [name, url] of this.urls) {
      if (this.urls.size <= KEPT) return;
      if (url) URL.revokeObjectURL(url);
      this.urls.delete(name);
    }
  }
}
