// All concepts of a graph with their places in, the map of its field out: topics are islands, a click opens a card.
// No edges but those of the concept under the pointer, so that thousands of concepts are drawn at once.
import { light, mix } from "./draw.js";
import { GLYPHS, openFrame, savePng, styled } from "./frame.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEAR = 9; // pixels
const MOST_LABELS = 60;
const ASIDE = 130; // pixels for the legend
const EDGE = 12;
const shapes = Object.fromEntries(Object.entries(GLYPHS).map(([name, path]) => [name, new Path2D(path)]));
const looks = new Map(); // where the reader looked, so that a way back leads to the same view
const maps = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!maps.has(parentElement)) maps.set(parentElement, new FieldMap(parentElement));
  const map = maps.get(parentElement);
  map.send = (event) => setTriggerValue("event", event);
  map.show(data);
  return () => {
    map.close();
    maps.delete(parentElement);
  };
}

class FieldMap {
  constructor(root) {
    this.hidden = new Set();
    this.layer = 0;
    this.frame = openFrame(root, {
      fit: () => this.fit(),
      zoomIn: () => this.zoom(1.4),
      zoomOut: () => this.zoom(1 / 1.4),
      png: () => savePng(this.canvas, this.colours.ground, this.view.file),
      toggle: (chip) => this.toggle(chip),
    });
    const { make, bar, ground, stage } = this.frame;
    this.layers = make("div", "layers", bar, { role: "group" });
    bar.prepend(this.layers);
    ground.append(bar.querySelector(".legend")); // beside the map, which is about as wide as high
    this.canvas = make("canvas", "", stage);
    this.pen = this.canvas.getContext("2d");
    this.card = make("div", "card", ground, { role: "dialog" });
    this.card.hidden = true;
    stage.drawing = this; // for tests: where a concept lies on the screen
    this.sized = new ResizeObserver(() => this.resized());
    this.sized.observe(stage);
    this.listen(stage);
  }

  listen(stage) {
    stage.addEventListener("pointerdown", (event) => this.press(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    stage.addEventListener("pointerup", (event) => this.release(event));
    stage.addEventListener("pointerleave", () => { if (!this.pressed) this.point(null); });
    stage.addEventListener("pointercancel", () => { this.pressed = null; });
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("keydown", (event) => this.key(event));
    this.frame.atlas.addEventListener("keydown", (event) => { if (event.key === "Escape") this.open(null); });
  }

  show(view) {
    if (this.closed) return;
    if (!styled(this.frame.atlas)) return void requestAnimationFrame(() => this.show(view));
    const fresh = view.view !== this.view?.view;
    this.view = view;
    this.theme();
    const { name, size } = view.concepts;
    this.order = name.map((_, i) => i).sort((a, b) => size[a] - size[b] || b - a); // the important ones on top
    this.tops = new Set(view.islands.map((island) => island.concept));
    this.needs = new Map();
    for (const [before, after] of view.needs) {
      for (const end of [before, after]) this.needs.set(end, [...(this.needs.get(end) ?? []), [before, after]]);
    }
    this.hovered = this.opened = null;
    this.card.hidden = true;
    this.frame.words({ ...view, lines: view.lines });
    this.choose(Math.min(this.layer, view.layers.length - 1));
    this.frame.stage.dataset.nodes = name.length;
    if (fresh) this.look = looks.get(view.view) ?? null;
    this.resized();
  }

  theme() {
    const style = getComputedStyle(this.frame.atlas);
    const read = (name) => style.getPropertyValue(name).trim();
    const [ground, text] = [read("--ground"), read("--text")];
    this.colours = { ground, text, raised: read("--raised"), line: read("--line"), accent: read("--accent"), quiet: mix(text, ground, 0.7), font: style.fontFamily };
    this.dark = light(ground) < 0.5;
  }

  // -- what the colours say --

  choose(layer) {
    this.layer = layer;
    this.hidden.clear();
    this.layers.replaceChildren();
    this.layers.setAttribute("aria-label", this.view.text.layers);
    this.view.layers.forEach(({ label }, number) => {
      const button = this.frame.make("button", "", this.layers, { type: "button", "aria-pressed": String(number === layer) });
      button.textContent = label;
      button.onclick = () => {
        this.choose(number);
        this.layers.children[number].focus();
        this.redraw();
      };
    });
    this.layers.hidden = this.view.layers.length < 2;
    this.legend();
  }

  legend() {
    const { chips, groups } = this.view.layers[this.layer];
    this.groups = groups[this.dark ? "dark" : "light"];
    this.frame.legend({ legend: chips }, this.hidden, { groups: this.groups });
  }

  toggle(chip) {
    if (!this.hidden.delete(chip)) this.hidden.add(chip);
    this.legend();
    this.redraw();
  }

  shown(i) {
    return !this.hidden.has(this.view.layers[this.layer].of[i]);
  }

  // -- drawing --

  redraw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.frame.stage;
    if (!this.look || !width || !height) return;
    const started = performance.now();
    this.ratio = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * this.ratio)) this.canvas.width = Math.round(width * this.ratio);
    if (this.canvas.height !== Math.round(height * this.ratio)) this.canvas.height = Math.round(height * this.ratio);
    this.plain();
    this.pen.clearRect(0, 0, width, height);
    this.islands();
    this.concepts(width, height);
    this.plain();
    this.links();
    this.write(width, height);
    const { dataset } = this.frame.stage;
    dataset.ms = (performance.now() - started).toFixed(1);
    dataset.drawn = this.view.view;
  }

  plain() {
    this.pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
  }

  islands() {
    const { pen, colours, look } = this;
    pen.fillStyle = colours.raised;
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1;
    for (const { x, y, r } of this.view.islands) {
      pen.beginPath();
      pen.arc(...this.at(x, y), r * look.k, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
  }

  concepts(width, height) {
    const { pen, ratio, groups } = this;
    const { x, y } = this.view.concepts;
    const { of } = this.view.layers[this.layer];
    for (const i of this.order) {
      if (!this.shown(i)) continue;
      const [left, top] = this.at(x[i], y[i]);
      const r = this.radius(i);
      if (left < -r || top < -r || left > width + r || top > height + r) continue;
      const { shape, color, borderWidth } = groups[of[i]];
      const grown = (ratio * r) / 6; // a glyph is 12 wide
      pen.setTransform(grown, 0, 0, grown, ratio * (left - r), ratio * (top - r));
      pen.fillStyle = color.background;
      pen.fill(shapes[shape]);
      if (borderWidth) {
        pen.strokeStyle = color.border;
        pen.lineWidth = Math.min(2.4, 9 / r);
        pen.stroke(shapes[shape]);
      }
    }
  }

  radius(i) {
    const { size } = this.view.concepts;
    return Math.max(2.2, Math.min(size[i] * 26, size[i] * this.look.k));
  }

  // What the concept under the pointer needs and what needs it.
  links() {
    const { pen, colours } = this;
    const { x, y } = this.view.concepts;
    const middle = this.hovered ?? this.opened;
    if (middle === null) return;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 1.5;
    for (const [before, after] of this.needs.get(middle) ?? []) {
      const [from, to] = [this.at(x[before], y[before]), this.at(x[after], y[after])];
      const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
      const r = this.radius(after) + 2;
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(...to);
      for (const side of [-0.4, 0.4]) {
        const tip = [to[0] - r * Math.cos(turn), to[1] - r * Math.sin(turn)];
        pen.moveTo(...tip);
        pen.lineTo(tip[0] - 7 * Math.cos(turn + side), tip[1] - 7 * Math.sin(turn + side));
      }
      pen.stroke();
    }
    pen.beginPath();
    pen.arc(...this.at(x[middle], y[middle]), this.radius(middle) + 4, 0, 2 * Math.PI);
    pen.lineWidth = 2.5;
    pen.stroke();
  }

  // The names of the topics, then those of the most important concepts that find room.
  write(width, height) {
    const { pen, colours } = this;
    const { name } = this.view.concepts;
    this.boxes = [];
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    for (const island of [...this.view.islands].sort((a, b) => b.r - a.r)) {
      if (island.concept !== null && island.r * this.look.k > 14) this.label(island.concept, `650 14px ${colours.font}`, colours.text, { width, height, most: Math.max(190, island.r * this.look.k * 2) });
    }
    for (let place = this.order.length - 1, tried = 0; place >= 0 && this.boxes.length < MOST_LABELS && tried < 600; place -= 1) {
      const i = this.order[place];
      if (this.tops.has(i) || !this.shown(i) || this.radius(i) < 4 || !name[i]) continue;
      tried += 1;
      this.label(i, `400 12px ${colours.font}`, colours.text, { width, height, most: 150 });
    }
  }

  label(i, font, ink, { width, height, most }) {
    const { pen, colours } = this;
    const { name, x, y } = this.view.concepts;
    const [left, top] = this.at(x[i], y[i]);
    if (left < 0 || top < 0 || left > width || top > height) return;
    pen.font = font;
    const text = fitting(pen, name[i], most);
    const half = pen.measureText(text).width / 2 + 3;
    const away = this.radius(i) + 10;
    const middle = Math.max(half + 2, Math.min(width - half - 2, left));
    const spots = [top + away, top - away].map((at) => ({ i, left: middle - half, right: middle + half, top: at - 9, bottom: at + 9 }));
    const free = spots.find((spot) => spot.top >= 0 && spot.bottom <= height && !this.boxes.some((other) => overlap(spot, other)));
    if (!free) return;
    this.boxes.push(free);
    pen.strokeStyle = colours.ground;
    pen.lineWidth = 4;
    pen.strokeText(text, middle, free.top + 9);
    pen.fillStyle = ink;
    pen.fillText(text, middle, free.top + 9);
  }

  // -- where one looks: `look` is the point of the map at the upper left corner and how many pixels one unit has --

  at(x, y) {
    return [(x - this.look.x) * this.look.k, (y - this.look.y) * this.look.k];
  }

  fit() {
    const whole = this.fitted();
    if (whole) this.setLook(whole, false);
  }

  fitted() {
    const { clientWidth: width, clientHeight: height } = this.frame.stage;
    if (!width || !height || !this.view.islands.length) return null;
    const { left, right, top, bottom } = this.edges();
    const k = Math.min((width - ASIDE - EDGE) / (right - left), (height - 2 * EDGE) / (bottom - top));
    const free = Math.max((width - (right - left) * k) / 2, ASIDE);
    return { k, x: left - free / k, y: (top + bottom - height / k) / 2 };
  }

  edges() {
    const of = (choose, sign) => sign * Math.max(...this.view.islands.map((island) => sign * (choose(island) + sign * island.r)));
    return { left: of((one) => one.x, -1), right: of((one) => one.x, 1), top: of((one) => one.y, -1), bottom: of((one) => one.y, 1) };
  }

  zoom(factor, [left, top] = [this.frame.stage.clientWidth / 2, this.frame.stage.clientHeight / 2]) {
    const { x, y, k } = this.look;
    const whole = this.fitted().k;
    const wanted = Math.max(whole * 0.5, Math.min(Math.max(whole * 2, 120), k * factor));
    this.setLook({ k: wanted, x: x + left / k - left / wanted, y: y + top / k - top / wanted });
  }

  setLook(look, moved = true) {
    this.look = look;
    if (moved) looks.set(this.view.view, look);
    else looks.delete(this.view.view);
    if (this.opened !== null) this.place();
    this.redraw();
  }

  resized() {
    if (!this.view) return;
    if (!looks.has(this.view.view)) this.fit();
    this.redraw();
  }

  // -- what the reader does --

  press(event) {
    this.pressed = { x: event.clientX, y: event.clientY, look: this.look, dragged: false };
    this.frame.stage.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (!this.pressed) return this.point(this.found(event));
    const [right, down] = [event.clientX - this.pressed.x, event.clientY - this.pressed.y];
    if (!this.pressed.dragged && Math.hypot(right, down) < 4) return;
    this.pressed.dragged = true;
    const { x, y, k } = this.pressed.look;
    this.setLook({ k, x: x - right / k, y: y - down / k });
  }

  release(event) {
    const { pressed } = this;
    this.pressed = null;
    if (pressed && !pressed.dragged) this.open(this.found(event));
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    const { left, top } = this.frame.stage.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY / 300), [event.clientX - left, event.clientY - top]);
  }

  // The concept under the pointer, or whose name is.
  found(event) {
    const { left, top } = this.frame.stage.getBoundingClientRect();
    const [right, down] = [event.clientX - left, event.clientY - top];
    const { x, y } = this.view.concepts;
    let best = null;
    for (const i of this.order) {
      if (!this.shown(i)) continue;
      const [a, b] = this.at(x[i], y[i]);
      const far = Math.hypot(a - right, b - down) - this.radius(i);
      if (far < NEAR && (best === null || far < best.far)) best = { i, far };
    }
    if (best && best.far <= 2) return best.i;
    const named = this.boxes?.find((box) => right >= box.left && right <= box.right && down >= box.top && down <= box.bottom);
    return named?.i ?? best?.i ?? null;
  }

  point(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    this.frame.stage.classList.toggle("pointing", i !== null);
    if (this.opened === null) this.tell(i, false);
    this.redraw();
  }

  open(i) {
    this.opened = i;
    this.tell(i, i !== null);
    if (i !== null) this.frame.say(`${this.view.concepts.name[i]}, ${this.about(i)}`);
    this.redraw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      f: () => this.fit(), "+": () => this.zoom(1.4), "=": () => this.zoom(1.4), "-": () => this.zoom(1 / 1.4),
      Enter: () => this.opened !== null && this.card.querySelector("a")?.focus(),
    };
    const act = ARROWS[event.key] ? () => this.step(ARROWS[event.key]) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // From concept to concept by the arrow keys; those that are drawn larger are nearer.
  step([right, down]) {
    if (this.opened === null) return this.open(this.order.at(-1));
    const { x, y, size } = this.view.concepts;
    let best = null;
    for (const i of this.order) {
      const [dx, dy] = [x[i] - x[this.opened], y[i] - y[this.opened]];
      const along = dx * right + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * right);
      if (i === this.opened || !this.shown(i) || along <= 0 || aside > along) continue;
      const cost = (along + 2 * aside) / (0.3 + size[i]);
      if (!best || cost < best.cost) best = { i, cost };
    }
    if (!best) return;
    const [left, top] = this.at(x[best.i], y[best.i]);
    const { clientWidth: width, clientHeight: height } = this.frame.stage;
    const { k } = this.look;
    if (left < 30 || top < 30 || left > width - 30 || top > height - 30) this.setLook({ k, x: x[best.i] - width / k / 2, y: y[best.i] - height / k / 2 });
    this.open(best.i);
  }

  // -- the card of a concept --

  about(i) {
    const { kind, level, questions } = this.view.concepts;
    const { text, kinds } = this.view;
    const counted = questions[i] === null ? "" : text.questions.replace("{count}", questions[i]);
    return [kinds[kind[i]], text.level.replace("{level}", level[i]), counted].filter(Boolean).join(" · ");
  }

  tell(i, pinned) {
    this.card.hidden = i === null;
    this.card.replaceChildren();
    if (i === null) return;
    const { id, name, other } = this.view.concepts;
    const { make } = this.frame;
    this.card.classList.toggle("pinned", pinned);
    this.card.setAttribute("aria-label", name[i]);
    make("strong", "", this.card).textContent = name[i];
    if (other[i]) make("span", "", this.card).textContent = other[i];
    make("small", "", this.card).textContent = this.about(i);
    this.told = i;
    if (pinned) for (const way of this.view.ways) this.way(way, id[i]);
    this.place();
  }

  way({ page, parameter, label }, id) {
    const query = new URLSearchParams({ [parameter]: id }).toString();
    const link = this.frame.make("a", "", this.card, { href: `./${page}?${query}` });
    link.textContent = label;
    link.onclick = (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      this.send({ page, query });
    };
  }

  place() {
    const { x, y } = this.view.concepts;
    const { clientWidth: width, clientHeight: height } = this.frame.stage;
    const [left, top] = this.at(x[this.told], y[this.told]);
    const { offsetWidth: wide, offsetHeight: high } = this.card;
    const beside = left + 16 + wide < width ? left + 16 : left - 16 - wide;
    this.card.style.left = `${Math.max(4, Math.min(width - wide - 4, beside))}px`;
    this.card.style.top = `${Math.max(4, Math.min(height - high - 4, top - 16))}px`;
  }

  screen(id) {
    const i = this.view.concepts.id.indexOf(id);
    const { left, top } = this.frame.stage.getBoundingClientRect();
    const [x, y] = this.at(this.view.concepts.x[i], this.view.concepts.y[i]);
    return [left + x, top + y];
  }

  close() {
    this.closed = true;
    this.sized.disconnect();
    if (this.waiting) cancelAnimationFrame(this.waiting);
    this.frame.atlas.remove();
  }
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function fitting(pen, text, most) {
  if (pen.measureText(text).width <= most) return text;
  let length = text.length;
  while (length > 4 && pen.measureText(text.slice(0, length) + "…").width > most) length -= 1;
  return text.slice(0, length).trimEnd() + "…";
}
