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
})();
