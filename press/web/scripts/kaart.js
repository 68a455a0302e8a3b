// The menu below a figure, for who has scripts: it closes like a menu and copies the lasting address.
// Without scripts everything in it is a plain link. Texts made to be taken over get a copy button.
(() => {
  "use strict";
  const menus = [...document.querySelectorAll("details.figuurmenu")];
  const texts = [...document.querySelectorAll(".kopieer, .highlight-bibtex")];
  if (!menus.length && !texts.length) return;

  const said = document.createElement("p");
  said.className = "alleen-voorlezen";
  said.setAttribute("role", "status");
  document.querySelector("article").append(said);

  // Not every browser lets a page write there: then nothing is said, and the text can be selected.
  const copy = (text, message, done) =>
    navigator.clipboard?.writeText(text).then(() => {
      said.textContent = message;
      done();
    }, () => {});

  for (const text of texts) {
    const content = text.innerText.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "knop kopieerknop";
    button.textContent = "Kopieer";
    button.addEventListener("click", () =>
      copy(content, "De tekst is gekopieerd.", () => {
        button.textContent = "Gekopieerd";
        setTimeout(() => (button.textContent = "Kopieer"), 3000);
      }),
    );
    text.append(button);
  }

  const open = () => menus.filter((menu) => menu.open);
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    }
  });

  for (const menu of menus) {
    const link = menu.querySelector(".vaste-link");
    link.addEventListener("click", () =>
      copy(link.href, "De link is gekopieerd.", () => {
        if (link.querySelector(".gelukt")) return;
        const done = document.createElement("span");
        done.className = "gelukt";
        done.textContent = " gekopieerd";
        link.append(done);
        setTimeout(() => done.remove(), 3000);
      }),
    );
  }
})();
