// Clicks on links to pages of this app in, events to the page's own session out. A link stays a link: with a modifier
// key, the middle button or copied it works as any other and opens a session of its own.
const OURS = "[data-testid='stHtml'] a[href], [data-testid='stMarkdown'] a[href]";
const listeners = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  listeners.get(parentElement)?.();
  const listen = (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest(OURS) : null;
    if (!link || link.origin !== location.origin || !link.search) return;
    const page = link.pathname.slice(link.pathname.lastIndexOf("/") + 1);
    if (!data.pages.includes(page)) return;
    event.preventDefault();
    setTriggerValue("event", { page, query: link.search.slice(1) });
  };
  document.addEventListener("click", listen, true);
  document.documentElement.dataset.atlasLinks = "heard"; // for tests: from now on clicks are ours
  const stop = () => document.removeEventListener("click", listen, true);
  listeners.set(parentElement, stop);
  return () => {
    stop();
    listeners.delete(parentElement);
  };
}
