"use strict";
{
  const COLUMNS = [1, 2, 5];
  const rows = [...document.getElementById("rows").rows];
  const words = document.getElementById("words");
  const choices = [...document.querySelectorAll("select")];
  const count = document.getElementById("count");

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const fits = wanted.every((word) => text.includes(word)) &&
        choices.every((one) => !one.value || row.cells[COLUMNS[one.dataset.column]].textContent === one.value);
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown === rows.length ? `共 ${shown} 个` : `找到 ${shown} 个，共 ${rows.length} 个`;
  };

  words.addEventListener("input", filter);
  for (const one of choices) one.addEventListener("change", filter);
  words.form.addEventListener("submit", (event) => event.preventDefault());
}
