// Before the first paint: the reader's own choice of light or dark. Kept apart from the page, so
// that a server may forbid scripts in pages; without storage or script the system's choice holds.
(() => {
  "use strict";
  const page = document.documentElement;
  const kept = (deed) => {
    try {
      return deed();
    } catch {
      return null; // a browser that keeps nothing: the choice holds for this page
    }
  };
  const choose = (mode) => {
    page.dataset.mode = mode;
    page.dataset.theme = mode === "auto" ? "" : mode;
  };
  choose(kept(() => localStorage.getItem("mode")) || "auto");
  page.dataset.blik = kept(() => localStorage.getItem("blik")) || "lezer"; // see lezer.js

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".theme-switch-button")) return;
    // First the other one than the system shows: what a reader presses the button for.
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const order = dark ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    const mode = order[(order.indexOf(page.dataset.mode) + 1) % order.length];
    choose(mode);
    kept(() => localStorage.setItem("mode", mode));
  });

  // The letters of the first screen, before a style sheet names them. From a folder (file:) the
  // browser refuses such a request, and the letters are near anyway.
  const self = document.currentScript;
  if (location.protocol === "file:") return;
  for (const letter of self.dataset.letters.split(" ")) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous" });
    link.href = new URL(`letters/${letter}`, self.src);
    document.head.append(link);
  }
})();
