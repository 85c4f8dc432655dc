// A view (nodes, edges, options, kinds, words) in, its drawing in an element out. Used by the component and by the
// offline page alike. All text goes through textContent or the canvas; nothing of the view is ever read as markup.
import { placeLabels } from "./labels.js";
import { openFrame, savePng, styled } from "./frame.js";

const FADED = 0.22;
const PREREQUISITE = "PREREQUISITE_OF";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function openDrawing(root, vis) {
  const drawing = new Drawing(root, vis);
  drawing.frame.stage.drawing = drawing; // for tests: where a node lies on the screen
  return drawing;
}

class Drawing {
  constructor(root, vis) {
    this.vis = vis;
    this.send = () => {};
    this.hidden = new Set();
    this.dragged = new Set();
    this.widths = new Map();
    this.boxes = [];
    this.command = 0;
    this.frame = openFrame(root, {
      fit: () => this.fit(true),
      zoomIn: () => this.zoom(1.25),
      zoomOut: () => this.zoom(0.8),
      expand: () => this.expand(this.selected),
      png: () => this.png(),
      link: () => this.copyLink(),
      more: () => this.send({ kind: "more", positions: this.positions([...this.dragged]) }),
      toggle: (kind) => this.toggle(kind),
    });
    this.sized = new ResizeObserver(() => this.resized());
    this.sized.observe(this.frame.stage);
    this.frame.stage.addEventListener("keydown", (event) => this.key(event));
  }

  show(view) {
    if (this.closed) return;
    if (!styled(this.frame.atlas)) return void requestAnimationFrame(() => this.show(view));
    const fresh = view.view !== this.view?.view;
    this.theme(view);
    this.view = view;
    this.frame.words(view);
    this.frame.legend(view, this.hidden, this.colours);
    if (fresh) this.reset();
    this.change();
    const grown = this.paint();
    if (fresh) this.start();
    this.obey(view.command, fresh);
    this.light();
    if (fresh) this.fit(false);
    else if (grown) this.reveal();
  }

  // -- what is drawn --

  reset() {
    this.nodes = new this.vis.DataSet();
    this.edges = new this.vis.DataSet();
    this.styles = new Map();
    this.hidden.clear();
    this.dragged.clear();
    this.selected = this.cursor = this.hovered = this.hoveredEdge = null;
    this.moved = false;
  }

  change() {
    const { nodes, edges } = this.view;
    this.about = new Map(nodes.map((node) => [node.id, node]));
    this.links = new Map(edges.map((edge) => [edge.id, edge]));
    this.near = new Map(nodes.map((node) => [node.id, new Set()]));
    for (const edge of edges) {
      this.near.get(edge.from).add(edge.to);
      this.near.get(edge.to).add(edge.from);
    }
    if (!this.about.has(this.selected)) this.selected = null;
    if (!this.about.has(this.cursor)) this.cursor = null;
    this.frame.stage.dataset.nodes = nodes.length;
  }

  start() {
    const data = { nodes: this.nodes, edges: this.edges };
    if (this.network) return this.network.setData(data);
    const options = { ...this.view.options, width: "100%", height: "100%", autoResize: false, groups: { useDefaultGroups: false } };
    this.network = new this.vis.Network(this.frame.stage, data, options);
    this.measure();
    const on = (name, act) => this.network.on(name, act);
    on("click", (event) => this.click(event));
    on("doubleClick", (event) => this.expand(this.at(event)));
    on("hoverNode", ({ node }) => this.hover(node, null));
    on("hoverEdge", ({ edge }) => this.hover(null, edge));
    on("blurNode", () => this.hover(null, null));
    on("blurEdge", () => this.hover(null, null));
    on("dragStart", () => { this.moved = true; });
    on("dragEnd", ({ nodes }) => nodes.forEach((id) => this.dragged.add(id)));
    on("zoom", () => { this.moved = true; this.keepZoom(); });
    on("beforeDrawing", (pen) => this.rings(pen));
    on("afterDrawing", (pen) => this.write(pen));
  }

  obey(command, fresh) {
    if (!command || command.n === this.command) return;
    this.command = command.n;
    if (!this.about.has(command.select)) return;
    this.selected = command.select;
    this.faded = !fresh;
  }

  theme(view) {
    const style = getComputedStyle(this.frame.atlas);
    const read = (name) => style.getPropertyValue(name).trim();
    const [ground, text] = [read("--ground"), read("--text")];
    const dark = light(ground) < 0.5;
    this.colours = {
      ground, text, accent: read("--accent"), font: style.fontFamily,
      line: mix(text, ground, 0.36), quiet: mix(text, ground, 0.7),
      groups: view.groups[dark ? "dark" : "light"],
    };
  }

  // -- how it looks --

  // What data and theme say goes through the data sets; that is slow, so what a click changes does not, and what is
  // drawn already and looks the same is left alone. Says whether nodes came.
  paint() {
    const grown = hold(this.nodes, this.styles, this.view.nodes, ({ id, x, y, size, group }) => {
      const look = this.colours.groups[group] ?? this.colours.groups.unknown;
      return { id, x, y, size, group, shape: look.shape, borderWidth: look.borderWidth, color: look.color, hidden: this.hidden.has(group) };
    });
    hold(this.edges, this.styles, this.view.edges, ({ title, sort, ...edge }) => {
      const first = sort === PREREQUISITE;
      const colour = first ? this.colours.accent : this.colours.line;
      return {
        ...edge,
        color: { color: colour, hover: colour, highlight: colour, opacity: 1, inherit: false },
        width: first ? 2 : 1, arrowStrikethrough: false, selectionWidth: 0, hoverWidth: 0,
        arrows: edge.arrows === "to" ? { to: { enabled: true, scaleFactor: first ? 0.55 : 0.45 } } : "",
      };
    });
    return grown;
  }

  light() {
    const lit = this.faded && this.selected ? this.near.get(this.selected) : null;
    for (const { id } of this.view.nodes) {
      const body = this.network.body.nodes[id];
      if (body) body.options.opacity = !lit || id === this.selected || lit.has(id) ? 1 : FADED;
    }
    for (const edge of this.view.edges) {
      const body = this.network.body.edges[edge.id];
      const mine = !lit || edge.from === this.selected || edge.to === this.selected;
      if (!body) continue;
      body.options.color.opacity = mine ? 1 : FADED;
      if (edge.sort !== PREREQUISITE) body.options.color.color = mine && lit ? this.colours.quiet : this.colours.line;
    }
    this.frame.selected(this.selected && this.about.get(this.selected)?.label);
    this.redraw();
  }

  // with the browser's next picture, however often it is asked for until then
  redraw() {
    this.network.body.emitter.emit("_requestRedraw");
  }

  rings(pen) {
    const ring = (id, colour, gap) => {
      const body = id && this.network.body.nodes[id];
      if (!body || body.options.hidden) return;
      pen.beginPath();
      pen.arc(body.x, body.y, body.options.size + gap, 0, 2 * Math.PI);
      pen.strokeStyle = colour;
      pen.lineWidth = 2.5;
      pen.stroke();
    };
    ring(this.selected, this.colours.accent, 7);
    if (this.cursor !== this.selected) ring(this.cursor, this.colours.quiet, 7);
  }

  write(pen) {
    this.boxes = placeLabels(pen, this.labels(), this.words(), { scale: this.network.getScale(), sight: this.sight(), colours: this.colours, widths: this.widths });
    if (this.frame.stage.dataset.drawn !== this.view.view) this.frame.stage.dataset.drawn = this.view.view;
  }

  labels() {
    const lit = this.faded && this.selected ? this.near.get(this.selected) : null;
    const rank = (node) => (node.id === this.hovered ? 4 : node.id === this.selected || node.id === this.cursor ? 3 : lit?.has(node.id) ? 2 : lit ? 0 : 1);
    return this.view.nodes
      .filter((node) => this.network.body.nodes[node.id] && !this.hidden.has(node.group)) // not yet there while data changes
      .map((node) => {
        const { x, y } = this.network.body.nodes[node.id];
        const urgent = rank(node) >= 3;
        const text = node.id === this.hovered && node.title ? `${node.label} · ${node.title}` : node.label;
        return { id: node.id, x, y, size: node.size + (node.id === this.selected ? 6 : 0), text, urgent, rank: rank(node), faded: rank(node) === 0 };
      })
      .sort((a, b) => b.rank - a.rank || b.size - a.size || (a.id < b.id ? -1 : 1));
  }

  words() {
    const shown = this.view.edges.filter((edge) => edge.id === this.hoveredEdge
      || (this.selected && this.near.get(this.selected).size <= 24 && (edge.from === this.selected || edge.to === this.selected)));
    return shown
      .filter((edge) => [edge.from, edge.to].every((id) => this.network.body.nodes[id] && !this.hidden.has(this.about.get(id).group)))
      .map((edge) => {
        const [a, b] = [this.network.body.nodes[edge.from], this.network.body.nodes[edge.to]];
        return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, text: edge.title, urgent: edge.id === this.hoveredEdge, first: edge.sort === PREREQUISITE };
      });
  }

  // -- what the reader does --

  at(event) {
    const node = event.nodes[0] ?? this.network.getNodeAt(event.pointer.DOM);
    if (node !== undefined) return node;
    const { x, y } = event.pointer.canvas;
    return this.boxes.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)?.id;
  }

  click(event) {
    const node = this.at(event);
    if (node !== undefined) return this.select(node);
    const edge = this.network.getEdgeAt(event.pointer.DOM);
    if (edge !== undefined) return this.send({ kind: "select_edge", id: edge });
    this.faded = false;
    this.light();
  }

  select(id) {
    const again = id === this.selected;
    this.selected = this.cursor = id;
    this.faded = true;
    if (!again) this.send({ kind: "select", id });
    this.light();
    this.frame.say(this.spoken(id));
  }

  expand(id) {
    if (id === undefined || id === null || this.view.offline) return;
    this.selected = id;
    this.faded = true;
    this.send({ kind: "expand", id, positions: this.positions([...this.dragged]) });
  }

  hover(node, edge) {
    this.hovered = node;
    this.hoveredEdge = edge;
    this.frame.stage.classList.toggle("pointing", node !== null || edge !== null);
    this.redraw();
  }

  toggle(kind) {
    if (!this.hidden.delete(kind)) this.hidden.add(kind);
    this.frame.legend(this.view, this.hidden, this.colours);
    this.paint();
    this.light();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      Enter: () => this.cursor && this.select(this.cursor), " ": () => this.expand(this.cursor ?? this.selected),
      e: () => this.expand(this.cursor ?? this.selected), f: () => this.fit(true), "+": () => this.zoom(1.25), "=": () => this.zoom(1.25),
      "-": () => this.zoom(0.8), Escape: () => { this.faded = false; this.cursor = null; this.light(); },
    };
    const act = ARROWS[event.key] ? () => this.step(ARROWS[event.key]) : acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  step([right, down]) {
    const from = this.cursor ?? this.selected ?? this.view.nodes[0]?.id;
    if (from === undefined) return;
    const here = this.network.body.nodes[from];
    let best = null;
    for (const node of this.view.nodes) {
      if (node.id === from || this.hidden.has(node.group)) continue;
      const there = this.network.body.nodes[node.id];
      const [dx, dy] = [there.x - here.x, there.y - here.y];
      const along = dx * right + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * right);
      if (along <= 0 || aside > along) continue;
      const cost = along + 2 * aside + (this.near.get(from).has(node.id) ? 0 : 2000);
      if (!best || cost < best.cost) best = { cost, id: node.id };
    }
    if (!best) return;
    this.cursor = best.id;
    this.frame.say(this.spoken(best.id));
    this.intoSight(best.id);
    this.redraw();
  }

  spoken(id) {
    const node = this.about.get(id);
    const kind = this.view.legend.find((chip) => chip.kind === node.group)?.label ?? "";
    return [node.label, node.title, kind, `${this.near.get(id).size} ${this.view.text.neighbours}`].filter(Boolean).join(", ");
  }

  // -- where one looks --

  fit(animated) {
    const shown = this.view.nodes.filter((node) => !this.hidden.has(node.group)).map((node) => node.id);
    const { clientWidth: width, clientHeight: height } = this.frame.stage;
    if (!this.network || !shown.length || !width || !height) return;
    const places = Object.values(this.network.getPositions(shown));
    const [left, right] = [Math.min(...places.map((p) => p.x)), Math.max(...places.map((p) => p.x))];
    const [top, bottom] = [Math.min(...places.map((p) => p.y)), Math.max(...places.map((p) => p.y))];
    const scale = Math.max(0.12, Math.min(1.5, (width - 170) / (right - left + 1), (height - 90) / (bottom - top + 1)));
    this.network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: animated && !still() ? { duration: 220 } : false });
    this.moved = false;
  }

  reveal() {
    const outside = this.view.nodes.some((node) => !this.inSight(node.id));
    if (outside) this.fit(true);
  }

  sight() {
    const { clientWidth, clientHeight } = this.frame.stage;
    const [from, to] = [this.network.DOMtoCanvas({ x: 4, y: 4 }), this.network.DOMtoCanvas({ x: clientWidth - 4, y: clientHeight - 4 })];
    return { left: from.x, top: from.y, right: to.x, bottom: to.y };
  }

  inSight(id) {
    const { x, y } = this.network.canvasToDOM(this.network.getPosition(id));
    const { clientWidth, clientHeight } = this.frame.stage;
    return x > 30 && y > 20 && x < clientWidth - 30 && y < clientHeight - 30;
  }

  intoSight(id) {
    if (!this.inSight(id)) this.network.moveTo({ position: this.network.getPosition(id), animation: still() ? false : { duration: 160 } });
  }

  zoom(factor) {
    this.moved = true;
    this.network.moveTo({ scale: Math.min(3, Math.max(0.12, this.network.getScale() * factor)) });
  }

  keepZoom() {
    const scale = this.network.getScale();
    if (scale > 3 || scale < 0.12) this.zoom(1);
  }

  // says whether the canvas has another size than when it was measured last
  measure() {
    const { clientWidth, clientHeight } = this.frame.stage;
    const before = this.measured;
    this.measured = `${clientWidth} ${clientHeight}`;
    return before !== this.measured;
  }

  resized() {
    if (!this.network || !this.measure()) return;
    this.network.setSize("100%", "100%");
    this.redraw();
    if (!this.moved) this.fit(false);
  }

  positions(ids) {
    return Object.fromEntries(Object.entries(this.network.getPositions(ids)).map(([id, { x, y }]) => [id, [x, y]]));
  }

  png() {
    savePng(this.frame.stage.querySelector("canvas"), this.colours.ground, this.view.file);
  }

  async copyLink() {
    await navigator.clipboard.writeText(location.href);
    this.frame.say(this.view.text.copied);
    this.frame.flash("link", this.view.text.copied);
  }

  screen(id) {
    return this.onScreen(this.network.getPosition(id));
  }

  middle(edge) {
    const [a, b] = [this.links.get(edge).from, this.links.get(edge).to].map((id) => this.network.getPosition(id));
    return this.onScreen({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  }

  onScreen(place) {
    const { x, y } = this.network.canvasToDOM(place);
    const { left, top } = this.frame.stage.getBoundingClientRect();
    return [left + x, top + y];
  }

  close() {
    this.closed = true;
    this.sized.disconnect();
    this.network?.destroy();
    this.frame.atlas.remove();
  }
}

// Make a data set hold exactly these; what is there already keeps its place, and what looks as before is not touched:
// each change makes vis-network go through its whole graph. Says whether anything came to what was there.
function hold(set, styles, wanted, shape) {
  const before = set.length;
  const ids = new Set(wanted.map((one) => one.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  const [fresh, changed] = [[], []];
  for (const one of wanted) {
    const now = shape(one);
    const { x, y, ...look } = now;
    const sign = JSON.stringify(look);
    if (set.get(one.id) === null) fresh.push(now);
    else if (styles.get(one.id) !== sign) changed.push(look);
    styles.set(one.id, sign);
  }
  if (gone.length) set.remove(gone);
  if (fresh.length) set.add(fresh);
  if (changed.length) set.update(changed);
  return before > 0 && fresh.length > 0;
}

const read = new Map();

function parts(colour) {
  if (!read.has(colour)) {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    read.set(colour, [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)]);
  }
  return read.get(colour);
}

export function mix(over, under, share) {
  const [a, b] = [parts(over), parts(under)];
  return "#" + a.map((value, i) => Math.round(value * share + b[i] * (1 - share)).toString(16).padStart(2, "0")).join("");
}

export function light(colour) {
  const [red, green, blue] = parts(colour);
  return (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
}

function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
