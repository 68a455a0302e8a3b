// Filter and sort the key figures, keep the choice in the address, take along what is shown. Rows
// are moved, not copied: their anchors stay, and every number still leads to its row.
(() => {
  "use strict";
  const form = document.querySelector("form.verkenner");
  const data = JSON.parse(document.getElementById("verkenner-gegevens").textContent);
  const box = document.querySelector(".verkend");
  const shown = box.querySelector("tbody");
  const buttons = [...box.querySelectorAll("[data-sorteer]")];
  const count = form.querySelector(".telling");
  const fields = ["woorden", "domein", "jaar", "status"].map((name) => form.elements[name]);
  const order = form.elements.volgorde; // "waarde", or "-waarde" for the other way round
  // What the rows come from, put away while a choice is shown.
  const chapters = [...box.parentElement.children].filter((part) => part.tagName === "SECTION");
  const collator = new Intl.Collator("nl", { numeric: true });

  const plain = (text) =>
    text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ")
      .replaceAll(" %", "%").trim();
  // Other ways to write what a row says: 1440 for 1.440, 70,6 miljoen, NPS for Net Promoter Score.
  const otherwise = (value, name) => [
    value ?? "", String(value ?? "").replace(".", ","),
    value >= 1e6 ? `${(value / 1e6).toFixed(1).replace(".", ",")} miljoen` : "",
    (name.match(/\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){2,}/gu) ?? []).map((part) => part.replace(/\P{Lu}/gu, "")),
  ].join(" ");
  const say = (node) => node.textContent.replace(/\s+/g, " ").trim();

  let known = null; // read when somebody filters, not when the page opens
  const rows = () => (known ??= Object.entries(data).flatMap(([anchor, facts]) => {
    const line = document.getElementById(anchor)?.closest("tr");
    if (!line) return [];
    const cells = [...line.cells];
    const domain = document.createElement("td");
    domain.dataset.kop = "Domein";
    domain.textContent = facts.over === "de sector" ? `${facts.domein} (${facts.over})` : facts.domein;
    return [{
      ...facts, anchor, line, domain, home: line.parentElement,
      name: say(cells[0]), period: say(cells[1]), note: say(cells[4]),
      text: plain(`${line.textContent} ${domain.textContent} ${otherwise(facts.waarde, say(cells[0]))}`),
    }];
    // The order of the page, which is also the order without sorting.
  }).sort((a, b) =>
    a.line.compareDocumentPosition(b.line) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));

  const keys = {
    naam: (row) => row.name, domein: (row) => row.domain.textContent,
    periode: (row) => row.period, waarde: (row) => row.waarde, status: (row) => row.status,
  };
  let list = null; // all of them

  const fits = (row) => {
    const [words, domain, year, status] = fields.map((field) => field.value);
    return (
      plain(words).split(" ").every((word) => row.text.includes(word)) &&
      (!domain || row.domein === domain) &&
      (!status || row.status === status) &&
      (!year || (row.jaren.length > 0 && row.jaren[0] <= year && year <= row.jaren[1]))
    );
  };

  const sorted = (found) => {
    if (!order.value) return found;
    const key = keys[order.value.replace("-", "")];
    const way = order.value.startsWith("-") ? -1 : 1;
    return [...found].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      if (a === null || b === null) return (a === null) - (b === null); // what is not known, last
      return way * (typeof a === "number" ? a - b : collator.compare(a, b));
    });
  };

  const putBack = () => {
    for (const row of rows()) {
      row.domain.remove();
      row.home.append(row.line);
    }
  };

  let typed = false; // letters of one word are one step for the button Back, a choice is another
  const keep = (typing) => {
    const query = new URLSearchParams();
    for (const field of [...fields, order]) {
      if (field.value.trim()) query.set(field.name, field.value.trim());
    }
    const text = query.toString();
    try {
      const address = `${location.pathname}${text && "?"}${text}${location.hash}`;
      history[typing && typed ? "replaceState" : "pushState"](null, "", address);
      typed = typing;
    } catch {
      // Some browsers keep nothing in the address of a file; filtering works all the same.
    }
  };

  const show = () => {
    const busy = [...fields, order].some((field) => field.value.trim());
    form.querySelector("[data-doe=alles]").disabled = !busy;
    if (!busy && !known) return;
    putBack();
    list = busy ? sorted(rows().filter(fits)) : rows();
    for (const chapter of chapters) chapter.hidden = busy;
    box.hidden = !busy || !list.length;
    if (busy) {
      for (const row of list) {
        row.line.cells[0].after(row.domain);
        shown.append(row.line);
      }
    }
    for (const button of buttons) {
      const name = button.dataset.sorteer;
      const state = { [name]: "ascending", [`-${name}`]: "descending" }[order.value] || "none";
      button.parentElement.setAttribute("aria-sort", state);
    }
    const all = `${rows().length} rijen`;
    count.textContent = !busy ? all : list.length ? `${list.length} van de ${all}` : `Geen enkele van de ${all}`;
    for (const button of form.querySelectorAll("[data-doe=csv], [data-doe=excel]")) {
      button.disabled = !list.length;
    }
  };

  const choose = (typing = false) => {
    show();
    keep(typing);
  };

  const clear = () => {
    for (const field of [...fields, order]) field.value = "";
    choose();
  };

  // As in uitvoer.py: no cell may begin like a formula.
  const safe = (text) => (/^\s*[=+\-@]|^[\t\r]/.test(text.normalize("NFKC")) ? `'${text}` : text);
  const exportAs = (excel) => {
    const address = location.protocol === "file:" ? "" : location.href.replace(/[?#].*/, "");
    const number = (value) => {
      const text = value === null ? "" : String(value);
      return excel ? text.replace(".", ",") : text;
    };
    const table = [["Over", "Domein", "Kerncijfer", "Periode", "Waarde", "Eenheid", "Status", "Toelichting", "Rij"]];
    for (const row of list ?? rows()) {
      const texts = [row.over, row.domein, row.name, row.period, null, row.eenheid, row.status, row.note, `${address}#${row.anchor}`];
      table.push(texts.map((text) => (text === null ? number(row.waarde) : excel ? safe(text) : text)));
    }
    const [mark, end] = excel ? [";", "\r\n"] : [",", "\n"];
    const quoted = (cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const text = table.map((cells) => cells.map(quoted).join(mark) + end).join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([excel ? "\ufeff" : "", text], { type: "text/csv" }));
    link.download = `kerncijfers-selectie${excel ? "-excel" : ""}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  let timer = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(choose, 120, event.target === fields[0]); // one message for a word
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const deeds = { csv: () => exportAs(false), excel: () => exportAs(true), alles: clear };
  for (const button of form.querySelectorAll("[data-doe]")) {
    button.addEventListener("click", deeds[button.dataset.doe]);
  }
  for (const button of buttons) {
    const name = button.dataset.sorteer;
    button.addEventListener("click", () => {
      order.value = order.value === name ? `-${name}` : name;
      choose();
    });
  }
  // A row that somebody asks for by its address comes in sight, whatever the filter says.
  addEventListener("hashchange", () => {
    const asked = list && rows().find((row) => row.anchor === location.hash.slice(1));
    if (asked && !list.includes(asked)) {
      clear();
      asked.line.scrollIntoView();
    }
  });

  const read = () => {
    const query = new URLSearchParams(location.search);
    for (const field of [...fields, order]) {
      const asked = query.get(field.name) || "";
      const known = !field.options || [...field.options].some((option) => option.value === asked);
      field.value = known ? asked : "";
    }
    typed = false;
    show();
  };
  addEventListener("popstate", read);
  read();
})();
