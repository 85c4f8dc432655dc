// The view embedded in a page in, the page without a server out: the same drawing, and beside it what one selects.
import { openDrawing } from "./draw.js";

const view = JSON.parse(document.getElementById("view").textContent);
const drawing = openDrawing(document.getElementById("drawing"), globalThis.vis);
const panel = document.getElementById("panel");

function show(id) {
  const node = view.nodes.find((one) => one.id === id);
  const name = (other) => view.nodes.find((one) => one.id === other).label;
  const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const links = view.edges.filter((edge) => edge.from === id || edge.to === id);
  const list = document.createElement("ul");
  list.append(...links.map((edge) => line("li", `${name(edge.from)} ${edge.title} ${name(edge.to)}`)));
  panel.replaceChildren(line("h2", node.label), line("p", node.title), line("p", view.definitions[id] ?? ""), list);
}

drawing.send = ({ kind, id }) => kind === "select" && show(id);
drawing.show(view);
show(view.command.select);
