// The lasting address of a figure is copied by who follows it, and texts made to be taken over get a
// button that copies them. Without scripts the address is a plain link.
(() => {
  "use strict";
  const links = document.querySelectorAll(".figuurmenu .vaste-link");
  const texts = [...document.querySelectorAll(".kopieer, .highlight-bibtex")];
  if (!links.length && !texts.length) return;

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

  for (const link of links) {
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
