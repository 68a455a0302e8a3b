// The source line of a linked number, at once and for the keyboard too; Escape hides it, and the
// pointer may move onto it. It is the link's own title: without this script the browser shows that.
(() => {
  "use strict";
  const HOME = ':is([href*="#k-"], [href*="#s-"])';
  const LINKS = `article a:is([title], [aria-describedby="herkomst"])${HOME}`;
  if (!CSS.supports("anchor-name: --getal")) return;
  const bubble = document.createElement("div");
  Object.assign(bubble, { id: "herkomst", role: "tooltip", hidden: true });
  document.body.append(bubble);
  let owner = null, timer = 0;

  const hide = () => {
    bubble.hidden = true;
    if (!owner) return;
    owner.title = bubble.textContent;
    owner.removeAttribute("aria-describedby");
    owner.style.anchorName = "";
    owner = null;
  };
  const show = (link) => {
    if (link === owner) return;
    hide();
    owner = link;
    bubble.textContent = link.title;
    link.removeAttribute("title");
    link.setAttribute("aria-describedby", bubble.id);
    link.style.anchorName = "--getal"; // the style sheet lays the bubble beside it
    bubble.hidden = false;
  };
  const point = ({ target }) => {
    clearTimeout(timer);
    const link = target.closest(LINKS);
    if (link) show(link);
    else if (!target.closest("#herkomst")) timer = setTimeout(hide, 200);
  };
  document.addEventListener("mouseover", point);
  document.addEventListener("focusin", point);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
})();
