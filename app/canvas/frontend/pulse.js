// Seconds in, an event whenever so many have passed out; but none while a run is on its way or the reader has just done
// something, since streamlit mixes up a look at the clock and a change of page that meet, and then shows neither.
const QUIET = 1500; // milliseconds after a key or click
const pulses = new WeakMap();
let touched = 0;
for (const name of ["pointerdown", "keydown", "popstate"]) {
  addEventListener(name, () => { touched = Date.now(); }, true);
}

export default function ({ data, parentElement, setTriggerValue }) {
  clearInterval(pulses.get(parentElement));
  const pulse = setInterval(() => {
    const state = document.querySelector("[data-testid='stApp']")?.dataset.testScriptState;
    if (document.hidden || state !== "notRunning" || Date.now() - touched < QUIET) return;
    setTriggerValue("event", { at: Date.now() });
  }, data.seconds * 1000);
  pulses.set(parentElement, pulse);
  return () => clearInterval(pulses.get(parentElement));
}
