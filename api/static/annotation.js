// An annotated text stays true while it is open: when the bank changes, the marks are asked for anew.
const EVERY_MS = 4000;
const form = document.getElementById("text-form");
let shown = document.getElementById("annotated");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(shown.dataset.state, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { revision } = await answer.json();
  if (String(revision) === shown.dataset.revision) return;
  const body = new FormData(form);
  body.delete("document"); // its text stands in the form already
  const page = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  if (!page.ok) return;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("annotated");
  if (!fresh) return;
  const text = ".tr-text";
  const scrolled = shown.querySelector(text).scrollTop;
  shown.replaceWith(fresh);
  shown = fresh;
  shown.querySelector(text).scrollTop = scrolled;
  // The entry that was asked for is still the one shown.
  if (location.hash) location.replace(location.hash);
  document.getElementById("followed").textContent = shown.dataset.told;
}

// A server that does not answer for a moment is asked again at the next turn.
setInterval(() => look().catch(() => {}), EVERY_MS);
