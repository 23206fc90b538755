// The guided tour on the desk of a practice room: eight steps, each ticked by the receipt of the desk's own act.

import { announce, el, fillWith, say } from "./frame.js";

// kind: the activity that a step is about; panel: the part of the desk, where it is no activity; by: the acts that do it.
const STEPS = [
  { id: "room", kind: "checklist", by: ["checklist.tick"] },
  { id: "roll", kind: "presence", by: ["presence.all_present", "presence.mark"] },
  { id: "count", kind: "headcount", by: ["headcount.confirm"] },
  { id: "code", panel: "phones", by: [] }, // a thing to look at
  { id: "poll", kind: "poll", by: ["poll.answer", "poll.answer_rest"] },
  { id: "case", kind: "situation", by: ["situation.decide"] },
  { id: "ask", kind: "question", by: ["question.ask", "obstacle.send"] },
  { id: "help", panel: "help", by: ["sitting.ask_help"] },
];

const nameOf = ({ id }) => say(`live.practice.step.${id}`);

export class Practice {
  constructor(site) {
    this.site = site;
    this.app = site.app;
    this.marked = null; // what is pointed at
    this.pointing = ""; // the step that points
    this.card = el("section", { class: "practice card", "aria-labelledby": "practice-title" });
    site.head.after(this.card);
    document.documentElement.classList.add("practising");
    document.head.append(el("link", { rel: "stylesheet", href: "/static/live/practice.css" }));
  }

  /** Which steps are done ("done"), seen or skipped; kept over a reload, when receipts are no longer on the page. */
  get marks() {
    return this.app.draftOf("practice");
  }

  update() {
    const { marks } = this;
    for (const step of STEPS) {
      if (marks[step.id] === "done" || !this.app.outbox.sends.some(({ kind, state }) => state === "recorded" && step.by.includes(kind))) continue;
      marks[step.id] = "done";
      marks.last = step.id;
      announce(say("live.practice.ticked", { step: nameOf(step) }));
    }
    const step = STEPS.find(({ id }) => !marks[id]);
    if (!step || step.id !== this.pointing) this.pointing = "";
    this.point(this.pointing ? this.placeOf(step).node : null);
    fillWith(this.card, this.app.session.over ? this.over() : step ? this.one(step) : this.end());
  }

  one(step) {
    const { marks } = this;
    const last = STEPS.find(({ id }) => id === marks.last);
    const go = (mark) => () => {
      marks[step.id] = mark;
      this.app.redraw();
    };
    const show = () => {
      const { panel, entry } = this.placeOf(step);
      this.pointing = step.id;
      this.site.open(panel, entry);
      setTimeout(() => this.marked && this.marked.scrollIntoView({ block: "start" }), 300);
    };
    const looked = !step.by.length && this.pointing === step.id;
    return [
      el("h2", { id: "practice-title" }, say("live.practice.title", { n: STEPS.indexOf(step) + 1, of: STEPS.length, step: nameOf(step) })),
      el("p", {}, say(`live.practice.how.${step.id}`)),
      el(
        "div",
        { class: "buttons" },
        el("button", { type: "button", class: looked ? "" : "primary", onclick: show, "data-key": "practice-show" }, say("live.practice.point")),
        looked ? el("button", { type: "button", class: "primary", onclick: go("done"), "data-key": "practice-seen" }, say("live.practice.seen")) : el("button", { type: "button", class: "quiet", onclick: go("skipped"), "data-key": "practice-skip" }, say("live.practice.skip")),
      ),
      last ? el("p", { class: "muted" }, say("live.practice.ticked", { step: nameOf(last) })) : null,
    ];
  }

  end() {
    const skipped = STEPS.filter(({ id }) => this.marks[id] === "skipped");
    const again = () => {
      for (const { id } of skipped) delete this.marks[id];
      this.app.redraw();
    };
    return [
      el("h2", { id: "practice-title" }, skipped.length ? say("live.practice.done_skipped", { n: skipped.length }) : `✓ ${say("live.practice.done")}`),
      el("p", {}, say("live.practice.day")),
      el("ol", { class: "how" }, say("live.practice.day_how").split("\n").map((line) => el("li", {}, line))),
      el("div", { class: "buttons" }, skipped.length ? el("button", { type: "button", class: "primary", onclick: again, "data-key": "practice-again" }, say("live.practice.again")) : null, el("button", { type: "button", class: skipped.length ? "quiet" : "primary", onclick: () => this.leave(), "data-key": "practice-leave" }, say("live.practice.leave"))),
    ];
  }

  over() {
    return [el("h2", { id: "practice-title" }, say("live.practice.over")), el("button", { type: "button", class: "primary", onclick: () => this.leave(), "data-key": "practice-anew" }, say("live.practice.anew"))];
  }

  leave() {
    this.app.session.drop();
    this.app.drafts = {};
    location.assign("/tap");
  }

  /** Where on the desk a step is done: its panel, the activity in it, the node. */
  placeOf({ kind, panel }) {
    const { site } = this;
    if (panel) return { panel, entry: "", node: site.panel };
    const found = site.panels(this.app.entries()).find(({ entries }) => entries.some((entry) => entry.kind === kind));
    if (!found) return { panel: kind, entry: "", node: null };
    const { id } = found.entries.find((entry) => entry.kind === kind);
    const shown = site.slot(found.id).shown[id];
    return { panel: found.id, entry: id, node: shown && shown.node };
  }

  point(node) {
    if (this.marked && this.marked !== node) this.marked.classList.remove("pointed");
    this.marked = node;
    if (node) node.classList.add("pointed");
  }
}
