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

  // One entry a page, with the sections whose title holds the word. A page that is named after the
  // word comes first; the rest in the order of Sphinx.
  const perPage = (results, terms) => {
    const found = new Map();
    for (const [page, full, anchor] of results) {
      const [title, ...rest] = plain(full).split(" > ");
      if (!found.has(page)) found.set(page, { page, title, parts: new Map() });
      if (anchor && rest.length) found.get(page).parts.set(anchor, rest.join(" > "));
    }
    const named = ({ title }) =>
      [...title.matchAll(/[\p{L}\p{N}]+/gu)].some((word) => terms.has(stemmer.stemWord(word[0])));
    const all = [...found.values()];
    return [...all.filter(named), ...all.filter((entry) => !named(entry))];
  };

  const linkTo = (address, text) => {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = text;
    return link;
  };

  Search.query = (query) => {
    const parsed = Search._parseQuery(query);
    const terms = parsed[1];
    try {
      localStorage.removeItem("sphinx_highlight_terms");
    } catch {
      // A browser that keeps nothing: nothing to forget.
    }
    const found = perPage(Search._performSearch(...parsed).reverse(), terms);
    Search.stopPulse();
    Search.title.textContent = "Gevonden";
    const count = found.length === 1 ? "Eén bladzijde" : `${found.length} bladzijden`;
    Search.status.textContent = found.length
      ? `${count} voor “${query}”.`
      : `Niets gevonden voor “${query}”. Controleer de spelling of probeer een ander woord.`;
    for (const { page, title, parts } of found) {
      const item = document.createElement("li");
      const file = page + DOCUMENTATION_OPTIONS.LINK_SUFFIX;
      item.append(linkTo(file, title));
      if (parts.size) {
        const line = document.createElement("p");
        line.className = "delen";
        for (const [anchor, name] of parts) line.append(linkTo(file + anchor, name), " ");
        item.append(line);
      }
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
