/* What makes pages handier that are complete without this script: first, filter and sort for tables. */

/* More rows than this are laid out only when asked for: a page of 3,000 is then ready at once. */
const MOST = 300;

const make = (name, properties) => Object.assign(document.createElement(name), properties);

const table = (element) => {
  const rows = [...element.tBodies[0].rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const label = element.dataset.smsFilter;
  const input = make("input", { type: "search", placeholder: label, ariaLabel: label });
  const choice = states(element);
  const count = make("output");
  const more = make("button", { type: "button", textContent: "Show all", className: "sms-show" });
  const box = make("div", { className: "sms-filter" });
  let most = MOST;

  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let fit = 0;
    for (const row of element.tBodies[0].rows) {
      const fits = words.every((word) => texts.get(row).includes(word)) &&
        (!choice || !choice.value || row.dataset.state === choice.value);
      fit += fits;
      row.hidden = !fits;
      row.toggleAttribute("data-later", fits && fit > most);
    }
    const shown = Math.min(fit, most);
    const total = fit === rows.length ? `${fit} rows` : `${fit} of ${rows.length} rows`;
    count.textContent = shown < fit ? `${total}, the first ${shown} shown` : total;
    more.hidden = shown === fit;
  };

  input.addEventListener("input", filter);
  choice?.addEventListener("change", filter);
  more.addEventListener("click", () => { most = Infinity; filter(); });
  box.append(...[input, choice, count, more].filter(Boolean));
  element.parentElement.before(box);
  [...element.tHead.rows[0].cells].forEach((cell, index) => sortable(element, cell, index, filter));
  filter();
  element.dataset.smsReady = "";
};

const states = (element) => {
  const names = (element.dataset.smsStates || "").split(/\s+/).filter(Boolean);
  if (!names.length) return null;
  const choice = make("select", { ariaLabel: "State" });
  choice.add(new Option("all states", ""));
  names.forEach((name) => choice.add(new Option(name, name)));
  return choice;
};

const sortable = (element, cell, index, filter) => {
  const button = make("button", { type: "button" });
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  button.append(...cell.childNodes);
  cell.append(button);
  button.addEventListener("click", () => {
    const direction = cell.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const keyed = [...element.tBodies[0].rows].map((row) => [row.cells[index]?.textContent.trim() ?? "", row]);
    keyed.sort(([one], [other]) => order.compare(one, other) * direction);
    [...cell.parentElement.cells].forEach((each) => each.removeAttribute("aria-sort"));
    cell.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    element.tBodies[0].append(...keyed.map(([, row]) => row));
    filter();
  });
};

document.querySelectorAll("table[data-sms-filter]").forEach(table);

/* On a phone the control panel is folded, so that the text begins on the first screen. */

const phone = matchMedia("(max-width: 44.9375em)");

const fold = () => document.querySelectorAll("details.sms-panel__facts").forEach((panel) => {
  panel.open = !phone.matches || Boolean(panel.querySelector(":target"));
});

phone.addEventListener("change", fold);
fold();

/* A diagram keeps a size in which its words can be read.  One that runs to the right and would
   be shrunk too far is drawn downwards; what is still too wide for a phone is pushed sideways. */

const SMALLEST = 0.65;
const READABLE = {
  themeVariables: { fontSize: "13px" },
  flowchart: { useMaxWidth: false, nodeSpacing: 30, rankSpacing: 30, padding: 10 },
};

if (window.mermaid?.render) {
  const { initialize, render } = mermaid;
  mermaid.initialize = (settings) => initialize({ ...settings, ...(phone.matches && READABLE) });
  mermaid.render = async (id, text) => {
    const drawn = await render(id, text);
    const [, width] = drawn.svg.match(/viewBox="\S+ \S+ (\S+)/) ?? [];
    const room = document.querySelector("article").clientWidth;
    const down = text.replace(/^(\s*flowchart) LR\b/m, "$1 TD");
    return width * SMALLEST > room && down !== text ? render(`${id}_down`, down) : drawn;
  };
}
