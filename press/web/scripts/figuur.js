// Ask a chart: point at it, touch it or walk along its marks with the arrow keys, and the nearest mark
// says what it is and leads to its row. The drawing stays a picture; where its marks stand, a list
// below the figure says (press/web/marks.py). Without scripts the drawing is what it was.
(() => {
  "use strict";
  const narrow = matchMedia("(max-width: 37.49rem)");
  const FAR = 30; // pixels: further from a mark, a pointer points at nothing
  const make = (kind, name, parent, facts = {}) => {
    const made = Object.assign(document.createElement(kind), { className: name, ...facts });
    parent.append(made);
    return made;
  };
  // Left, top, width and height, as parts of the drawing.
  const box = (text) => text.split(" ").map((part) => part / 1000);

  for (const list of document.querySelectorAll("ul.merken")) {
    const card = list.closest(".figuurkaart"), figure = card.querySelector("figure");
    const table = card.querySelector("details.cijfers");
    const marks = [...list.children].map(({ dataset, children: [name, more] }) => ({
      wide: box(dataset.breed), small: box(dataset.smal), row: dataset.rij,
      name: name.textContent, more: more.textContent,
    }));
    // The style sheet lays the field over the drawing in sight, and all within it by parts of it.
    const field = make("div", "vraagvlak", figure, {
      tabIndex: 0, role: "application",
      ariaLabel: `${figure.querySelector(".caption-number")?.textContent ?? "De grafiek"} bevragen: pijltjes kiezen, Enter leidt naar de rij`,
    });
    const frame = make("div", "merkkader", field, { hidden: true });
    const told = make("div", "merkkaart", figure, { hidden: true, tabIndex: -1 });
    const name = make("strong", "", told), more = make("p", "", told);
    const way = make("a", "", told, { textContent: "Naar de rij", href: marks[0].row });
    const said = make("p", "alleen-voorlezen", figure, { role: "status" });
    let here = -1, held = false, timer = 0;

    const place = (number) => marks[number][narrow.matches ? "small" : "wide"];
    const hide = () => {
      here = -1;
      held = false;
      frame.hidden = told.hidden = true;
    };
    const show = (number) => {
      clearTimeout(timer);
      if (number === here) return;
      here = number;
      place(number).forEach((part, i) => figure.style.setProperty(`--merk-${"xybh"[i]}`, part));
      name.textContent = marks[number].name;
      more.textContent = marks[number].more;
      way.href = marks[number].row;
      said.textContent = `${marks[number].name}. ${marks[number].more}`;
      frame.hidden = told.hidden = false;
    };
    const nearest = ({ clientX, clientY }) => {
      const { left, top, width, height } = field.getBoundingClientRect();
      const off = (at, start, size) => Math.max(start - at, 0, at - start - size);
      const far = marks.map((_, number) => {
        const [x, y, wide, tall] = place(number);
        return Math.hypot(off(clientX - left, x * width, wide * width), off(clientY - top, y * height, tall * height));
      });
      const number = far.indexOf(Math.min(...far));
      return far[number] <= FAR ? number : -1;
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => held || hide(), 300);
    };

    field.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || held) return;
      const number = nearest(event);
      number < 0 ? later() : show(number);
    });
    field.addEventListener("click", (event) => {
      const number = nearest(event);
      if (number < 0) return hide();
      show(number);
      held = true;
    });
    field.addEventListener("pointerleave", later);
    // To select the words of the card is not to leave.
    figure.addEventListener("focusout", (event) => figure.contains(event.relatedTarget) || hide());
    // A mark without a row of its own leads to its line in the table of this figure.
    way.addEventListener("click", () => (table.open ||= way.hash.startsWith("#lijn-")));
    told.addEventListener("pointerenter", () => clearTimeout(timer));
    told.addEventListener("pointerleave", later);
    field.addEventListener("keydown", (event) => {
      const last = marks.length - 1;
      const next = {
        ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: last,
      }[event.key];
      if (event.key === "Enter" && here >= 0) way.click();
      if (event.key === "Escape") hide();
      if (next === undefined) return;
      event.preventDefault();
      show(Math.max(0, Math.min(next, last)));
      frame.scrollIntoView({ block: "nearest" });
      held = true;
    });
    narrow.addEventListener("change", hide);
  }
})();
