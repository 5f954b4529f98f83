// Draws the charts from the JSON in the page, and lets readers sort the tables.
const { datasets, specifications } = JSON.parse(document.getElementById("charts").textContent);

for (const place of document.querySelectorAll("[data-chart]")) {
  const { uses, spec } = specifications[place.dataset.chart];
  const own = Object.fromEntries(uses.map((name) => [name, datasets[name]]));
  window
    .vegaEmbed(place, { ...spec, datasets: own }, {
      ast: true, // expressions are interpreted, not compiled: the page's policy allows no code made of text
      defaultStyle: false, // the style sheet of the page has it
      tooltip: { disableDefaultStyle: true },
      renderer: "svg",
      mode: "vega-lite",
      forceActionsMenu: true, // a menu to open, also without its default style
      downloadFileName: place.dataset.chart,
      actions: { export: true, source: false, compiled: false, editor: false },
    })
    .then(() => {
      place.querySelector("svg.marks").setAttribute("aria-hidden", "true"); // the place has its description
      place.querySelector("summary").setAttribute("aria-label", "Save this chart");
    })
    .catch((error) => {
      place.textContent = `This chart could not be drawn: ${error.message}`;
    });
}

for (const cell of document.querySelectorAll("td.met")) {
  cell.style.setProperty("--met", Math.min(Math.max(Number(cell.dataset.value), 0), 1));
}

const words = new Intl.Collator("en", { numeric: true });

function sortValue(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return words.compare(a, b);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const numeric = head.classList.contains("number");
      const current = head.getAttribute("aria-sort");
      const first = numeric ? "descending" : "ascending";
      const other = numeric ? "ascending" : "descending";
      const next = current === first ? other : first;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      const body = table.tBodies[0];
      const rows = [...body.rows];
      rows.sort((a, b) => sign * compare(sortValue(a, column), sortValue(b, column)));
      body.append(...rows);
    });
  });
}
