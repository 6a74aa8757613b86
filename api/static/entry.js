// Rows of the entry editor without a trip to the server, which would do the same from the same buttons.
const form = document.querySelector("form[data-entry]");
const said = form.querySelector("[data-said]");

function say(text) {
  said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = text;
  });
}

function add(group) {
  const rows = form.querySelector(`[data-rows="${group}"]`);
  const template = form.querySelector(`template[data-template="${group}"]`);
  const numbers = [...rows.querySelectorAll("[name]")].map(({ name }) => parseInt(name.slice(group.length + 1), 10));
  const number = Math.max(-1, ...numbers.filter(Number.isInteger)) + 1;
  const holder = document.createElement("template");
  const mark = group.endsWith("-context") ? "__j__" : "__i__";
  holder.innerHTML = template.innerHTML.replaceAll(mark, number).replaceAll("__n__", rows.children.length + 1);
  rows.append(holder.content);
  rows.lastElementChild.querySelector("input:not([type=hidden]), select, textarea").focus();
  say(form.dataset.added);
}

function remove(button) {
  const row = button.closest("[data-row]");
  const rows = row.parentElement;
  row.remove();
  form.querySelector(`[data-add="${rows.dataset.rows}"]`).focus();
  say(form.dataset.removed);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add], [data-remove]");
  if (!button) return;
  event.preventDefault();
  if (button.dataset.add) add(button.dataset.add);
  else remove(button);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.altKey) {
    const rows = event.target.closest("[data-rows]");
    if (rows) {
      event.preventDefault();
      add(rows.dataset.rows);
    }
  }
});
