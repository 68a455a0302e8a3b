// Show the source line of a linked number on hover and on focus; Escape hides it, and the pointer
// may move onto it. The text is the link's own title, so nothing is lost without this script.
(() => {
  "use strict";
  const links = document.querySelectorAll(
    'article a[title][href*="#k-"], article a[title][href*="#s-"]'
  );
  if (!links.length) return;
  document.documentElement.classList.add("herkomst-js");

  const bubble = document.createElement("div");
  bubble.id = "herkomst";
  bubble.setAttribute("role", "tooltip");
  bubble.hidden = true;
  document.body.append(bubble);

  let owner = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    if (owner) owner.removeAttribute("aria-describedby");
    owner = null;
    bubble.hidden = true;
  };

  const show = (link) => {
    clearTimeout(timer);
    if (owner && owner !== link) hide();
    owner = link;
    bubble.textContent = link.dataset.herkomst;
    bubble.hidden = false;
    link.setAttribute("aria-describedby", bubble.id);
    const place = link.getBoundingClientRect();
    const edge = document.documentElement.clientWidth - bubble.offsetWidth - 8;
    const below = place.bottom + bubble.offsetHeight + 12 < window.innerHeight;
    const top = below ? place.bottom + 6 : place.top - bubble.offsetHeight - 6;
    bubble.style.left = `${Math.max(8, Math.min(place.left, edge)) + window.scrollX}px`;
    bubble.style.top = `${top + window.scrollY}px`;
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, 200);
  };

  for (const link of links) {
    link.dataset.herkomst = link.title;
    link.removeAttribute("title");
    link.addEventListener("mouseenter", () => show(link));
    link.addEventListener("focus", () => show(link));
    link.addEventListener("mouseleave", later);
    link.addEventListener("blur", hide);
  }
  bubble.addEventListener("mouseenter", () => clearTimeout(timer));
  bubble.addEventListener("mouseleave", later);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
