// What streamlit hands to the component in, a drawing in its element out; what the reader does goes back as `event`.
import "./vis-network.min.js";
import "./frame.js"; // draw.js's own parts, asked for at once and not only when it has come
import "./labels.js";
import { openDrawing } from "./draw.js";

const drawings = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!drawings.has(parentElement)) {
    drawings.set(parentElement, openDrawing(parentElement, globalThis.vis));
  }
  const drawing = drawings.get(parentElement);
  drawing.send = (event) => setTriggerValue("event", event);
  drawing.show(data);
  return () => {
    drawing.close();
    drawings.delete(parentElement);
  };
}
