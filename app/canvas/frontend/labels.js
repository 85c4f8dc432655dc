// Labels in order of their weight in, those that overlap nothing drawn out; always the same size on the screen.
const SIZE = 13;
const LINE = 17;
const MOST = 190;

export function placeLabels(pen, labels, words, { scale, sight, colours, widths }) {
  const unit = 1 / scale;
  const taken = [];
  const bodies = labels.map((one) => box(one.x, one.y, one.size, one.size));
  const boxes = [];
  pen.save();
  pen.font = `${SIZE * unit}px ${colours.font}`;
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  pen.lineJoin = "round";
  for (const label of labels) {
    const text = label.urgent ? label.text : cut(pen, label.text, unit, widths);
    const width = measure(pen, text, unit, widths);
    const place = spots(label, width, LINE * unit, 5 * unit).find((spot) => free(spot, taken, bodies, label, unit) && within(spot, label, sight));
    const chosen = place ?? (label.urgent ? spots(label, width, LINE * unit, 5 * unit)[0] : null);
    if (!chosen) continue;
    taken.push(chosen);
    boxes.push({ ...chosen, id: label.id });
    draw(pen, text, chosen, unit, { ground: colours.ground, ink: label.faded ? colours.line : colours.text, solid: label.urgent && !place });
  }
  pen.font = `${12 * unit}px ${colours.font}`;
  for (const word of words) {
    const half = (measure(pen, word.text, unit, widths) / 2) * (12 / SIZE) + 4 * unit;
    const spot = { left: word.x - half, right: word.x + half, top: word.y - 8 * unit, bottom: word.y + 8 * unit };
    if (!word.urgent && [...taken, ...bodies].some((other) => overlap(spot, other))) continue;
    taken.push(spot);
    draw(pen, word.text, spot, unit, { ground: colours.ground, ink: word.first ? colours.accent : colours.quiet, solid: true });
  }
  pen.restore();
  return boxes;
}

function draw(pen, text, spot, unit, { ground, ink, solid }) {
  const [x, y] = [(spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2];
  if (solid) {
    pen.fillStyle = ground;
    pen.fillRect(spot.left, spot.top, spot.right - spot.left, spot.bottom - spot.top);
  }
  pen.strokeStyle = ground;
  pen.lineWidth = 3.5 * unit;
  pen.strokeText(text, x, y);
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

// below, above, right, left of the node
function spots({ x, y, size }, width, height, gap) {
  const side = size + gap + width / 2;
  const rise = size + gap + height / 2;
  return [[x, y + rise], [x, y - rise], [x + side, y], [x - side, y]].map(([mx, my]) => box(mx, my, width / 2, height / 2));
}

function free(spot, taken, bodies, label, unit) {
  const own = box(label.x, label.y, label.size, label.size);
  const room = { left: spot.left - 2 * unit, right: spot.right + 2 * unit, top: spot.top, bottom: spot.bottom };
  return !taken.some((other) => overlap(room, other)) && !bodies.some((other) => overlap(spot, other) && !same(other, own));
}

// a label may leave the canvas only together with its node
function within(spot, { x, y }, sight) {
  if (x < sight.left || x > sight.right || y < sight.top || y > sight.bottom) return true;
  return spot.left >= sight.left && spot.right <= sight.right && spot.top >= sight.top && spot.bottom <= sight.bottom;
}

function box(x, y, halfWidth, halfHeight) {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function same(a, b) {
  return a.left === b.left && a.top === b.top;
}

function measure(pen, text, unit, widths) {
  if (!widths.has(text)) widths.set(text, pen.measureText(text).width / unit);
  return widths.get(text) * unit;
}

function cut(pen, text, unit, widths) {
  if (measure(pen, text, unit, widths) <= MOST * unit) return text;
  let most = text.length;
  while (most > 4 && measure(pen, text.slice(0, most) + "…", unit, widths) > MOST * unit) most -= 1;
  return text.slice(0, most).trimEnd() + "…";
}
