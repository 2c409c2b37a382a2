// What scrolls sideways can be reached by keyboard.
// In: an element. Out: while it is wider than its place, it takes the focus.

export function scrollable(element: HTMLElement): { destroy(): void } {
  const fit = () => {
    if (element.scrollWidth > element.clientWidth + 1) {
      element.tabIndex = 0;
      element.setAttribute("role", "group");
      element.setAttribute("aria-label", "Scrolls sideways");
    } else for (const name of ["tabindex", "role", "aria-label"]) element.removeAttribute(name);
  };
  const sizes = new ResizeObserver(fit);
  sizes.observe(element);
  const content = new MutationObserver(fit);
  content.observe(element, { childList: true, subtree: true });
  return {
    destroy() {
      sizes.disconnect();
      content.disconnect();
    },
  };
}
