// Before the first paint: the reader's own choice of light or dark. Kept apart from the page, so
// that a server may forbid scripts in pages; without storage or script the system's choice holds.
(() => {
  const page = document.documentElement;
  let kept = { mode: "", theme: "" };
  try {
    kept = { mode: localStorage.getItem("mode"), theme: localStorage.getItem("theme") };
  } catch {
    // A browser that keeps nothing: fine.
  }
  page.dataset.mode = kept.mode || page.dataset.theme || "auto";
  page.dataset.theme = kept.theme || "";

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
