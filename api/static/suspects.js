// What the bank may have already, while an entry is being written. Without this script the same warning comes
// when the entry is sent.
const form = document.querySelector("form[data-entry]");
const place = form.querySelector("[data-suspects]");
const list = place.querySelector("ul");
const PAUSE_MS = 600; // of somebody who types
const TERM = /^term-(fr|en)-\d+-text$/;
const MOST = 20;
const LONGEST = 500;
let waiting;
let asked = "[]";

function written() {
  return [...form.elements]
    .filter(({ name, value }) => TERM.test(name) && value.trim())
    .slice(0, MOST)
    .map(({ name, value }) => ({ text: value.trim().slice(0, LONGEST), language: TERM.exec(name)[1] }));
}

function line({ likeness, hit }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = `/termes/${hit.concept}`;
  link.target = "_blank"; // what is being written stays
  link.rel = "noopener";
  const terms = [...hit.source_terms, ...hit.target_terms];
  terms.forEach(({ text, language }, index) => {
    const word = document.createElement("span");
    word.lang = language;
    word.textContent = text;
    if (index) link.append(", ");
    link.append(word);
  });
  item.append(link, ` (${place.dataset[likeness]})`);
  return item;
}

async function ask() {
  const terms = written();
  const question = JSON.stringify(terms);
  if (question === asked) return;
  asked = question;
  let found = [];
  if (terms.length) {
    const number = Number(form.dataset.number) || undefined;
    try {
      const answer = await fetch("/api/v1/concepts/duplicates", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ terms, number }),
      });
      if (!answer.ok) return;
      found = await answer.json();
    } catch {
      return; // the server warns when the entry is sent
    }
  }
  if (question !== asked) return; // an answer to what is not written any more
  list.replaceChildren(...found.map(line));
  place.hidden = !found.length;
}

form.addEventListener("input", ({ target }) => {
  if (!TERM.test(target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE_MS);
});
