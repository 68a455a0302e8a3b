// A reader's view and an analyst's: one switch shows the code, the notebooks and the data files of
// every page, and is remembered. And the list of this page marks the section in view.
(() => {
  "use strict";
  const page = document.documentElement;
  const button = document.querySelector(".blikknop");
  const apply = () => {
    const on = page.dataset.blik === "analist";
    button?.setAttribute("aria-pressed", on);
    for (const code of document.querySelectorAll("details.code")) code.open = on;
  };
  button?.addEventListener("click", () => {
    page.dataset.blik = page.dataset.blik === "analist" ? "lezer" : "analist";
    try {
      localStorage.setItem("blik", page.dataset.blik);
    } catch {
      // A browser that keeps nothing: the choice holds for this page.
    }
    apply();
  });
  apply();

  // On a phone a table of words is drawn as blocks, and some browsers then forget that it is a table.
  const narrow = matchMedia("(max-width: 37.49rem)");
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const tell = () => {
    for (const part of document.querySelectorAll("table.blokken, table.blokken :is(thead, tbody, tr, td, th)")) {
      if (!narrow.matches) part.removeAttribute("role");
      else part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader"));
    }
  };
  narrow.addEventListener("change", tell);
  if (narrow.matches) tell();

  // The list of chapters is longer than a screen: it shows the one that is read.
  const chapters = document.querySelector(".hoofdstukken");
  const find = () => {
    const here = chapters.querySelector(".current");
    if (here) chapters.scrollTop = here.offsetTop - chapters.clientHeight / 2; // the page stays where it is
  };
  chapters.addEventListener("toggle", find);
  find();

  const links = new Map([...document.querySelectorAll(".inhoud a")].map((link) => [link.hash.slice(1), link]));
  const sections = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id)));
  const mark = () => {
    const past = sections.filter((section) => section && section.getBoundingClientRect().top < 140);
    const now = past.length ? links.get(past.at(-1).id) : null;
    for (const link of links.values()) {
      if (link === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  if (links.size) {
    const list = document.querySelector(".inhoud");
    list.addEventListener("click", ({ target }) => target.closest("a") && list.hidePopover());
    addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
    mark();
  }
})();
