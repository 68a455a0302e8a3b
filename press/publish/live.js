// Sent along with each page by `make live`, and never published: reloads the page after a build,
// and shows what is wrong with the last save.
(() => {
  const shown = document.currentScript.dataset.versie;
  const host = document.createElement("div");
  host.id = "live-bouw";
  // A root of its own: neither the book's style nor this one touches the other.
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    :host { all: initial; }
    section, p { font: 16px/1.5 system-ui, sans-serif; color: #1c2529; background: #fff; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh;
      overflow: auto; padding: 1rem 1.25rem 1.25rem; border-top: 6px solid #b8432f;
      box-shadow: 0 -4px 24px #0006; }
    summary { font-size: 1.125rem; font-weight: bold; color: #8f2f1e; cursor: pointer; }
    ul { margin: 0; padding: 0 0 0 1.25rem; }
    li { margin: 0.25rem 0; overflow-wrap: anywhere; white-space: pre-wrap; }
    p { position: fixed; right: 0.75rem; bottom: 0.75rem; z-index: 2147483646; margin: 0;
      padding: 0.25rem 0.75rem; border: 1px solid #55626a; border-radius: 4px; }
    @media print { section, p { display: none !important; } }
  </style>
  <section role="alert" hidden><details open>
    <summary>De bouw is mislukt; dit is het laatste goede boek</summary><ul></ul>
  </details></section>
  <p role="status" hidden></p>`;
  const [panel, list, status] = ["section", "ul", "p"].map((name) => root.querySelector(name));
  document.body.append(host);

  const say = (text) => { status.textContent = text; status.hidden = !text; };
  let before = "";
  const show = ({ versie, fouten, bezig }) => {
    if (versie && versie !== shown) {
      location.reload();  // and the browser keeps the reader's place
      return;
    }
    say(bezig ? "Het boek wordt bijgewerkt …" : "");
    if (before !== String(fouten)) {
      before = String(fouten);
      list.replaceChildren(...fouten.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }));
      panel.hidden = !fouten.length;
    }
  };
  const ask = async () => {
    try {
      show(await (await fetch("/-live/nieuws")).json());
    } catch {
      say("make live is gestopt; deze bladzijde volgt niet meer");
    }
    setTimeout(ask, 500);
  };
  ask();
})();
