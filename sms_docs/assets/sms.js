/* What makes pages handier that are complete without this script: first, filter and sort for tables. */

/* More rows than this are laid out only when asked for: a page of 3,000 is then ready at once.
   Where a long list comes in groups, each shows its first few, so that every heading stays. */
const MOST = 300;
const FEW = 50;

const make = (name, properties) => Object.assign(document.createElement(name), properties);

/* A scope is a table, or a block with a table in each of its groups; all have the same columns. */
const filtered = (scope) => {
  const tables = scope.matches("table") ? [scope] : [...scope.querySelectorAll("table")];
  const groups = [...scope.querySelectorAll("[data-sms-group]")].map(group);
  const rows = tables.flatMap((one) => [...one.tBodies[0].rows]);
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const label = scope.dataset.smsFilter;
  const input = make("input", { type: "search", placeholder: label, ariaLabel: label });
  const choices = [kinds(scope, groups), states(scope), ...columns(tables, rows)].filter(Boolean);
  const count = make("output");
  const more = make("button", { type: "button", textContent: "Show all", className: "sms-show" });
  const box = make("div", { className: "sms-filter" });
  let most = groups.length && rows.length > MOST ? FEW : MOST;

  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = choices.filter(({ select }) => select.value);
    let fit = 0;
    let shown = 0;
    for (const one of tables) {
      let here = 0;
      for (const row of one.tBodies[0].rows) {
        const text = texts.get(row);
        const fits = words.every((word) => text.includes(word)) &&
          chosen.every(({ select, value }) => value(row) === select.value);
        here += fits;
        if (row.hidden === fits) row.hidden = !fits;
        row.toggleAttribute("data-later", fits && here > most);
      }
      fit += here;
      shown += Math.min(here, most);
      groups.find(({ element }) => element.contains(one))?.show(here);
    }
    const total = fit === rows.length ? `${fit} rows` : `${fit} of ${rows.length} rows`;
    const first = groups.length ? `the first ${most} of each shown` : `the first ${shown} shown`;
    count.textContent = shown < fit ? `${total}, ${first}` : total;
    more.hidden = shown === fit;
  };

  input.addEventListener("input", filter);
  choices.forEach(({ select }) => select.addEventListener("change", filter));
  more.addEventListener("click", () => { most = Infinity; filter(); });
  box.append(input, ...choices.map(({ select }) => select), count, more);
  (scope === tables[0] ? scope.parentElement : scope).before(box);
  for (const one of tables) {
    [...one.tHead.rows[0].cells].forEach((cell, index) => sortable(one, cell, index, filter));
  }
  filter();
  scope.dataset.smsReady = "";
};

/* The heading of a group counts what fits; without a row that fits the group is gone. */
const group = (element) => {
  const count = element.querySelector("h2 small");
  const all = count.textContent;
  const show = (fit) => {
    element.hidden = !fit;
    count.textContent = String(fit) === all ? all : `${fit} of ${all}`;
  };
  return { element, name: element.dataset.smsGroup, show };
};

const choose = (label, names, value) => {
  const select = make("select", { ariaLabel: label });
  select.add(new Option(`${label}: all`, ""));
  names.forEach((name) => select.add(new Option(name, name)));
  return { select, value };
};

const kinds = (scope, groups) => groups.length > 1 && choose(
  scope.dataset.smsGroups,
  groups.map(({ name }) => name),
  (row) => row.closest("[data-sms-group]").dataset.smsGroup,
);

const states = (scope) => {
  const names = (scope.dataset.smsStates || "").split(/\s+/).filter(Boolean);
  return names.length > 0 && choose("State", names, (row) => row.dataset.state);
};

/* A column that names a choice offers each value that stands in it, of dates the year. */
const columns = (tables, rows) => [...tables[0]?.tHead.rows[0].cells ?? []].flatMap((cell, index) => {
  const label = cell.dataset.smsChoice;
  if (!label) return [];
  const length = label === "Year" ? 4 : undefined;
  const value = (row) => (row.cells[index]?.textContent ?? "").trim().slice(0, length);
  const known = new Map(rows.map((row) => [row, value(row)]));
  const names = [...new Set(known.values())].filter((name) => name && name !== "–");
  names.sort(new Intl.Collator(document.documentElement.lang, { numeric: true }).compare);
  if (label === "Year") names.reverse();
  return names.length > 1 ? [choose(label, names, (row) => known.get(row))] : [];
});

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

document.querySelectorAll("[data-sms-filter]").forEach(filtered);

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
