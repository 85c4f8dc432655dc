// What the reader can do (as functions) in, the frame around a drawing out: legend, tools, key of lines, spoken line.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  expand: "M8 3v10M3 8h10",
  zoomIn: "M7 3a4 4 0 1 0 0 8a4 4 0 0 0 0-8M10 10l3.5 3.5M5.2 7h3.6M7 5.2v3.6",
  zoomOut: "M7 3a4 4 0 1 0 0 8a4 4 0 0 0 0-8M10 10l3.5 3.5M5.2 7h3.6",
  fit: "M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5",
  link: "M6.5 9.5l3-3M7.3 4.6l1.2-1.2a2.8 2.8 0 0 1 4 4l-1.2 1.2M8.7 11.4l-1.2 1.2a2.8 2.8 0 0 1-4-4l1.2-1.2",
  png: "M8 2.5v7.5M4.8 7l3.2 3.2L11.2 7M2.5 13.5h11",
};
export const GLYPHS = {
  dot: "M6 1a5 5 0 1 0 0 10a5 5 0 0 0 0-10",
  square: "M1.5 1.5h9v9h-9z",
  hexagon: "M3.2 1.2h5.6L11.6 6L8.8 10.8H3.2L.4 6z",
  diamond: "M6 .4L11.6 6L6 11.6L.4 6z",
  triangle: "M6 .8L11.6 11H.4z",
  triangleDown: "M6 11.2L.4 1h11.2z",
  star: "M6 .3l1.7 3.7l4 .5l-3 2.7l.8 4L6 9.2l-3.5 2l.8-4l-3-2.7l4-.5z",
};

const LINES = [["first", "prerequisite"], ["", "relation"], ["contrast", "contrast"]];

export function openFrame(root, acts) {
  const make = (name, className, parent, attributes = {}) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    parent.append(made);
    return made;
  };
  const atlas = make("div", "atlas", root);
  const bar = make("div", "bar", atlas);
  const legend = make("div", "legend", bar, { role: "group" });
  const tools = make("div", "tools", bar, { role: "group" });
  const ground = make("div", "ground", atlas);
  const stage = make("div", "stage", ground, { tabindex: "0", role: "application" });
  const foot = make("div", "foot", atlas);
  const spoken = make("div", "spoken", atlas, { "aria-live": "polite" });
  const buttons = Object.fromEntries(Object.entries(ICONS).filter(([name]) => acts[name]).map(([name, path]) => {
    const button = make("button", name, tools, { type: "button" });
    button.append(picture(path, 16));
    button.onclick = acts[name];
    return [name, button];
  }));
  if (buttons.expand) buttons.expand.append(make("span", "", buttons.expand));

  function chip({ kind, label, count }, hidden, colours) {
    const button = make("button", "", legend, { type: "button", "aria-pressed": String(!hidden.has(kind)) });
    const look = colours.groups[kind] ?? colours.groups.unknown;
    const glyph = picture(GLYPHS[look.shape] ?? GLYPHS.dot, 12);
    glyph.style.fill = look.color.background;
    glyph.style.stroke = look.color.border;
    glyph.style.strokeWidth = look.borderWidth ? 2 : 0;
    button.append(glyph, label);
    make("span", "count", button).textContent = count;
    button.onclick = () => acts.toggle(kind);
  }

  return {
    atlas,
    bar,
    ground,
    stage,
    make,
    words({ text, note, more, offline, lines = LINES }) {
      stage.setAttribute("aria-label", text.aria);
      legend.setAttribute("aria-label", text.legend);
      tools.setAttribute("aria-label", text.tools);
      for (const name of Object.keys(buttons)) {
        buttons[name].title = text[name];
        buttons[name].setAttribute("aria-label", text[name]);
      }
      if (buttons.expand) buttons.expand.lastChild.textContent = text.expandShort;
      foot.replaceChildren();
      if (note) make("strong", "", foot).textContent = note;
      if (more) {
        const button = make("button", "", foot, { type: "button" });
        button.textContent = more;
        button.onclick = acts.more;
      }
      for (const name of ["link", "expand"]) if (buttons[name]) buttons[name].hidden = Boolean(offline);
      for (const [line, name] of lines) {
        const key = make("span", "key", foot);
        make("i", line, key);
        key.append(text[name]);
      }
      make("span", "hint", foot).textContent = text.hint;
    },
    legend(view, hidden, colours) {
      const active = [...legend.children].indexOf(root.activeElement ?? document.activeElement);
      legend.replaceChildren();
      for (const kind of view.legend) chip(kind, hidden, colours);
      if (active >= 0) legend.children[active]?.focus();
    },
    selected(label) {
      buttons.expand.disabled = !label;
    },
    flash(name, text) {
      const word = make("span", "flash", buttons[name]);
      word.textContent = text;
      setTimeout(() => word.remove(), 1600);
    },
    say(text) {
      spoken.textContent = text;
    },
  };
}

// Whether the style sheet is there: on a page that is drawn anew it may come after the first data.
export function styled(element) {
  return getComputedStyle(element).getPropertyValue("--ground").trim() !== "";
}

// The drawing on its ground as a file.
export function savePng(from, ground, file) {
  const to = Object.assign(document.createElement("canvas"), { width: from.width, height: from.height });
  const pen = to.getContext("2d");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, to.width, to.height);
  pen.drawImage(from, 0, 0);
  Object.assign(document.createElement("a"), { href: to.toDataURL("image/png"), download: `${file ?? "concept-atlas"}.png` }).click();
}

function picture(path, size) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
