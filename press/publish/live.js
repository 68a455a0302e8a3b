// Sent along with each page by `make live`, and never published: reloads the page after a build,
// shows what is wrong with the last save, and keeps the reader's place.
(() => {
  const shown = document.currentScript.dataset.versie;
  const place = "live:" + location.pathname;
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
    h2 { font-size: 1.125rem; margin: 0 4rem 0.5rem 0; color: #8f2f1e; }
    ul { margin: 0; padding: 0 0 0 1.25rem; }
    li { margin: 0.25rem 0; overflow-wrap: anywhere; white-space: pre-wrap; }
    button { position: absolute; top: 0.75rem; right: 1rem; min-width: 44px; min-height: 44px;
      font: inherit; color: inherit; background: none; border: 1px solid #55626a;
      border-radius: 4px; cursor: pointer; }
    p { position: fixed; right: 0.75rem; bottom: 0.75rem; z-index: 2147483646; margin: 0;
      padding: 0.25rem 0.75rem; border: 1px solid #55626a; border-radius: 4px; }
    @media (prefers-color-scheme: dark) {
      section, p { color: #e8ecee; background: #14191b; } h2 { color: #ff9b85; }
    }
    @media print { section, p { display: none !important; } }
    [hidden] { display: none !important; }
  </style>
  <section role="alert" hidden><h2>De bouw is mislukt; dit is het laatste goede boek</h2>
    <ul></ul><button type="button">Sluit</button></section>
  <p role="status" hidden></p>`;
  const [panel, list, status] = ["section", "ul", "p"].map((name) => root.querySelector(name));
  const hide = () => { panel.hidden = true; };
  root.querySelector("button").addEventListener("click", hide);
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.body.append(host);

  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    history.scrollRestoration = "manual";
    const back = () => scrollTo({ top: Number(kept), behavior: "instant" });
    back();
    // Pictures and fonts that come later move the text.
    addEventListener("load", () => { back(); history.scrollRestoration = "auto"; });
  }

  const say = (text) => { status.textContent = text; status.hidden = !text; };
  let before = "";
  const show = ({ versie, fouten, bezig }) => {
    if (versie && versie !== shown) {
      sessionStorage.setItem(place, String(scrollY));
      location.reload();
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
