// The search page, on top of Sphinx's index: Dutch sentences, the words in their sentence, and
// nothing remembered of what somebody looked for. From a folder (file:) only the titles show.
(() => {
  "use strict";
  const stemmer = new Stemmer();
  const pages = new Map();

  const textOf = (address) => {
    if (!pages.has(address)) {
      const text = fetch(address)
        .then((answer) => answer.text())
        .then((html) => {
          const article = new DOMParser().parseFromString(html, "text/html").querySelector("article");
          if (!article) return "";
          for (const silent of article.querySelectorAll(".headerlink, script, style, pre")) {
            silent.remove();
          }
          return article.textContent.replace(/\s+/g, " ");
        })
        .catch(() => "");
      pages.set(address, text);
    }
    return pages.get(address);
  };

  // A sentence's length of text around the first word that was asked for, with those words marked.
  const snippet = (text, terms) => {
    const hits = [...text.matchAll(/[\p{L}\p{N}]+/gu)].filter((word) => terms.has(stemmer.stemWord(word[0])));
    if (!hits.length) return null;
    const start = text.lastIndexOf(" ", Math.max(hits[0].index - 90, 0)) + 1;
    const cut = text.indexOf(" ", hits[0].index + 150);
    const end = cut < 0 ? text.length : cut;
    const line = document.createElement("p");
    line.className = "context";
    line.append(start > 0 ? "… " : "");
    let place = start;
    for (const hit of hits.filter((word) => word.index + word[0].length <= end)) {
      const mark = document.createElement("mark");
      mark.textContent = hit[0];
      line.append(text.slice(place, hit.index), mark);
      place = hit.index + hit[0].length;
    }
    line.append(text.slice(place, end), end < text.length ? " …" : "");
    return line;
  };

  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  Search.query = (query) => {
    const parsed = Search._parseQuery(query);
    const terms = parsed[1];
    try {
      localStorage.removeItem("sphinx_highlight_terms");
    } catch {
      // A browser that keeps nothing: nothing to forget.
    }
    const results = Search._performSearch(...parsed).reverse();
    Search.stopPulse();
    Search.title.textContent = "Gevonden";
    const count = results.length === 1 ? "Eén plaats" : `${results.length} plaatsen`;
    Search.status.textContent = results.length
      ? `${count} voor “${query}”.`
      : `Niets gevonden voor “${query}”. Controleer de spelling of probeer een ander woord.`;
    for (const [page, title, anchor, note] of results) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const file = page + DOCUMENTATION_OPTIONS.LINK_SUFFIX;
      link.href = file + anchor;
      link.textContent = plain(title);
      item.append(link);
      if (note) item.append(` (${plain(note)})`);
      Search.output.append(item);
      if (location.protocol !== "file:") {
        textOf(file).then((text) => item.append(snippet(text, terms) || ""));
      }
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const asked = new URLSearchParams(location.search).get("q");
    const field = document.querySelector(".bd-search-container input[name=q]");
    if (!asked && field) field.focus();
  });
})();
