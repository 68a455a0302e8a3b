// Search: sections and rows of the book while you type, from a server or from a folder (file:). The
// library and the texts are fetched when somebody asks; nothing is remembered of what was asked.
(() => {
  "use strict";
  const here = document.currentScript.src;
  const MOST = 12, PER_PAGE = 3, LONG = 210;
  // Rows and lists answer too, but after the chapter that tells of the same.
  const ASIDE = /(bronnen|data|kerncijfers|voor-analisten)\.html#|#bronnen$/;
  const STOP = new Set(`aan als bij dat de deed den der deze die dit doen doet door dus een en er ervan gaf gaven
    geef geeft had hadden hebben heeft hem het hier hij hoe hoeveel hun ik in is ja je kan kon kunnen maar me meer
    men met mij na naar niet nog nu of om ons ook op over te tegen toch toe tot uit van veel voor waar waarom
    waren was wat welk welke werd werden wel wie wij worden wordt wanneer ze zei zich zij zijn zo zoveel
    a an and are by did does for from how in many much of on the to was what when where which who`.split(/\s+/));
  // Plurals and endings fold into one word, on words without accents and capitals. No linguistics: it
  // does as long as both forms of a word end up alike.
  const FOLDS = [
    [/^((?:[a-z]+[sn])?)leden$/, "$1lid"], [/^steden$/, "stad"], [/kinderen$/, "kind"],
    [/^(muse|crit?eri|centr|decani)a$/, "$1um"], [/heden$/, "heid"],
    [/([ei]e)en$/, "$1"], // ideeën, categorieën
    [/^([a-z]*[aeiouy][a-z]{2,})s$/, "$1"], // cijfers, organisaties; advies loses its s as well
    [/^([a-z]*[aeiouy][a-z]+)en$/, "$1"], // vormingen
    [/^([a-z]*[aeiouy][a-z]*[^aeiouy])e$/, "$1"], // digitale
    [/([bdfgklmnprst])\1$/, "$1"], // bronn
    [/z$/, "s"], [/v$/, "f"],
    [/^([a-z]*[aeiouy][a-z]{2,})s$/, "$1"], // adviezen, by now advies
    [/^([a-z]*[aeiouy][a-z]*[^aeiouy])e$/, "$1"], // processen, by now proce
    [/([aeou])\1([a-z])$/, "$1$2"], // jaar, beside jaren
  ];
  const isNumber = (word) => /^\d/.test(word);
  // A number is one word, however it is written: 1.440, 1440 and 1,440 are alike, and so are 70,6 and 70.6.
  const number = (text) =>
    /^\d{1,3}([.,]\d{3})+(,\d+)?$/.test(text) ? text.replace(/[.,](?=\d{3})/g, "") : text.replace(".", ",");
  const fold = (word) => {
    if (isNumber(word)) return number(word);
    const plain = word.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f’']/g, "");
    return FOLDS.reduce((rest, [old, fresh]) => rest.replace(old, fresh), plain);
  };
  const words = (text) => text.match(/\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}\p{N}]*(?:[’']s(?!\p{L}))?/gu) ?? [];
  const asked = (query) => {
    const all = words(query);
    const telling = all.filter((word) => !STOP.has(word.toLowerCase()));
    return [...new Set((telling.length ? telling : all).map(fold))];
  };

  // A name of three words or more is also found by its first letters: NPS for Net Promoter Score.
  const initials = ({ title, text }) =>
    (`${title} ${text}`.match(/\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){2,}/gu) ?? [])
      .map((name) => name.replace(/\P{Lu}/gu, "")).join(" ");

  let library = null; // a promise of the index: fetched once, when a field is opened
  const fetched = (file) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: new URL(file, here), onload: done, onerror: failed });
      document.head.append(script);
    });
  const prepare = () =>
    (library ??= Promise.all(["minisearch.min.js", "zoekindex.js"].map(fetched)).then(() => {
      const texts = Object.entries(zoekteksten).flatMap(([page, passages]) =>
        passages.map(([anchor, title, text]) => ({
          page, name: passages[0][1], address: page + anchor, title, text,
        })));
      texts.forEach((passage, id) => (passage.id = id));
      const index = new MiniSearch({
        fields: ["title", "text", "initials"], tokenize: words, processTerm: fold,
        extractField: (passage, field) => (field === "initials" ? initials(passage) : passage[field]),
      });
      index.addAll(texts);
      const known = new Set(texts.flatMap(({ title, text }) => words(`${title} ${text}`).map(fold)));
      return { index, texts, known: [...known] };
    }));

  // The passages that answer, best first: those with most of the words, then by MiniSearch's score. A
  // word also counts as part of a longer one (subsidie in werkingssubsidie) or the other way round, and
  // with one letter wrong. What tells of a thing comes before a row that names it.
  const search = ({ index, texts, known }, query) => {
    const wanted = asked(query);
    const origin = new Map(wanted.map((word) => [word, word]));
    for (const word of wanted.filter((word) => word.length > 3 && !isNumber(word))) {
      for (const longer of known) {
        const within = longer.indexOf(word) > 0 || (longer.length > 4 && word.includes(longer));
        if (within && !isNumber(longer) && !origin.has(longer)) origin.set(longer, word);
      }
    }
    const loose = (word) => origin.get(word) === word && !isNumber(word);
    const hits = index.search([...origin.keys()].join(" "), {
      tokenize: (text) => text.split(" "), processTerm: (word) => word,
      fuzzy: (word) => (loose(word) && word.length > 4 ? 1 : false),
      prefix: (word) => loose(word) && word.length > 1,
      boost: { title: 3 },
      boostTerm: (word) => (origin.get(word) === word ? 1 : 0.2),
      boostDocument: (id) => (ASIDE.test(texts[id].address) ? 0.1 : 1),
    });
    const found = hits.map(({ id, score, terms, queryTerms }) => ({
      ...texts[id], terms, score, answered: new Set(queryTerms.map((word) => origin.get(word))).size,
    }));
    return found.sort((a, b) => b.answered - a.answered || b.score - a.score);
  };
  // By page: one that tells of it in three places comes before one that names it in one.
  const perPage = (found) => {
    const weight = (hits) => hits.slice(0, PER_PAGE).reduce((sum, { score, answered }, place) =>
      sum + (answered === hits[0].answered) * score / 2 ** place, 0);
    return [...Map.groupBy(found, (hit) => hit.page).values()]
      .sort((a, b) => b[0].answered - a[0].answered || weight(b) - weight(a));
  };
  globalThis.zoek = (query) => prepare().then((ready) => perPage(search(ready, query)));

  const make = (kind, ...parts) => {
    const made = document.createElement(kind);
    made.append(...parts);
    return made;
  };
  // The sentence that holds most of what was asked, with those words marked.
  const snippet = ({ text }, terms) => {
    const holds = (part) => new Set(words(part).map(fold).filter((word) => terms.has(word))).size;
    const sentences = text.split(/\n|(?<=[.!?…]) (?=[\p{Lu}\d“€])/u);
    let best = sentences.reduce((one, other) => (holds(other) > holds(one) ? other : one));
    const line = make("p");
    if (best.length > LONG) {
      const first = words(best).find((word) => terms.has(fold(word))) ?? "";
      const start = best.lastIndexOf(" ", Math.max(best.indexOf(first) - 80, 0)) + 1;
      best = (start ? "… " : "") + best.slice(start, best.indexOf(" ", start + LONG) >>> 0) + " …";
    }
    let place = 0;
    for (const word of words(best)) {
      const start = best.indexOf(word, place);
      line.append(best.slice(place, start));
      line.append(terms.has(fold(word)) ? make("mark", word) : word);
      place = start + word.length;
    }
    line.append(best.slice(place));
    return line;
  };

  const entry = (hits) => {
    const item = make("li");
    for (const hit of hits.slice(0, PER_PAGE)) {
      const title = hit.title === hit.name ? hit.name : `${hit.name}: ${hit.title}`;
      const link = make("a", make("strong", title), snippet(hit, new Set(hit.terms)));
      link.href = new URL(`../${hit.address}`, here);
      item.append(link);
    }
    return item;
  };

  for (const form of document.querySelectorAll("form.zoeker")) {
    const field = form.elements.q;
    const list = form.querySelector("ol"), said = form.querySelector("[role=status]");
    const links = () => [...list.querySelectorAll("a")];
    const show = async () => {
      const query = field.value.trim();
      const pages = query ? await globalThis.zoek(query) : [];
      if (query !== field.value.trim()) return; // a newer question came in between
      list.replaceChildren(...pages.slice(0, MOST).map(entry));
      const count = pages.length === 1 ? "Eén bladzijde" : `${pages.length} bladzijden`;
      said.textContent = !query ? "" : pages.length ? `${count} voor “${query}”.`
        : `Niets gevonden voor “${query}”. Controleer de spelling of probeer een ander woord.`;
    };
    field.addEventListener("focus", prepare);
    field.addEventListener("input", show);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show().then(() => links()[0]?.click());
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") form.closest("dialog")?.close(); // the field alone would be emptied
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const stops = [field, ...links()];
      event.preventDefault();
      stops[stops.indexOf(document.activeElement) + step]?.focus();
    });
    const query = new URLSearchParams(location.search).get("q");
    if (query && !form.closest("dialog")) {
      field.value = query;
      show();
    }
  }

  const dialog = document.querySelector("dialog.zoekvenster");
  const open = (event) => {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  };
  for (const button of document.querySelectorAll(".zoekknop")) button.addEventListener("click", open);
  dialog?.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const short = event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (short || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) open(event);
  });
})();
