// Results while one types: a list of offers under the quick search, and the results of the search page.
// Both are forms that work without this script.
const PAUSE_MS = 180; // between two letters of somebody who types on
const SHORTEST = 2;

/** The page's own fragment at `address`, or null where a newer question took over or the server refused. */
const asker = () => {
  let asked;
  return async (address) => {
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return null; // a session that is over leads to the login page
      const text = await answer.text();
      return mine.signal.aborted ? null : new DOMParser().parseFromString(text, "text/html").body;
    } catch {
      return null; // aborted, or the network is away: what stands there stays
    }
  };
};

/** Runs `work` once nobody has called for a while. */
const afterPause = (work) => {
  let waiting;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => work(...given), PAUSE_MS);
  };
};

/** The combobox of the ARIA practices: the focus stays in the box, arrows choose, Enter opens, Escape closes. */
class QuickSearch {
  constructor(form) {
    this.input = form.querySelector("input");
    this.list = form.querySelector("[role=listbox]");
    this.status = form.querySelector("[role=status]");
    this.ask = asker();
    this.typed = afterPause(() => this.offer());
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.close();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.press(event));
    form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || this.close());
    form.addEventListener("submit", () => this.close());
    // Before the box loses the focus, which would close the list under the pointer.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.open(target.closest("[role=option]")));
    document.addEventListener("keydown", (event) => this.summon(event));
  }

  get options() {
    return [...this.list.children];
  }

  get chosen() {
    return this.list.querySelector("[aria-selected=true]");
  }

  async offer() {
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.close();
      return;
    }
    const answer = await this.ask(`${this.input.dataset.offers}?${new URLSearchParams({ q: text })}`);
    const offered = answer?.querySelector("[data-said]");
    if (!offered || this.input.value.trim() !== text || document.activeElement !== this.input) return;
    this.list.replaceChildren(...offered.children);
    this.choose(null);
    const some = this.list.childElementCount > 0;
    this.list.hidden = !some;
    this.input.setAttribute("aria-expanded", String(some));
    this.status.textContent = offered.dataset.said;
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !this.list.hidden) {
      event.preventDefault();
      this.move(step);
    } else if (step === 1) {
      event.preventDefault();
      this.offer();
    } else if (event.key === "Enter" && this.chosen) {
      event.preventDefault();
      this.open(this.chosen);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // else the browser empties the box too
      this.close();
    }
  }

  /** Down from the last option is the box again, where Enter asks for all results. */
  move(step) {
    const places = [null, ...this.options];
    const at = places.indexOf(this.chosen);
    this.choose(places[(at + step + places.length) % places.length]);
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  open(option) {
    if (option) location.assign(option.dataset.href);
  }

  /** Ctrl+K from anywhere; no single letter, which people who dictate say by accident (WCAG 2.1.4). */
  summon(event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      this.input.focus();
      this.input.select();
    }
  }
}

/** The search page: results and address follow what is typed and chosen. */
class LiveResults {
  constructor(form) {
    this.form = form;
    this.place = document.getElementById("results");
    this.status = form.querySelector("[role=status]");
    this.ask = asker();
    const typed = afterPause(() => this.show());
    form.addEventListener("input", typed);
    this.shown = this.question().toString();
  }

  question() {
    const filled = [...new FormData(this.form)].filter(([, value]) => String(value).trim());
    return new URLSearchParams(filled);
  }

  async show() {
    const question = this.question();
    if (question.toString() === this.shown || (question.get("q") ?? "").trim().length < SHORTEST) return;
    const answer = await this.ask(`${this.form.dataset.results}?${question}`);
    if (!answer) return;
    this.shown = question.toString();
    this.place.replaceChildren(...answer.childNodes);
    this.status.textContent = this.place.querySelector("[data-said]")?.dataset.said ?? "";
    history.replaceState(null, "", `${this.form.getAttribute("action")}?${question}`);
  }
}

for (const form of document.querySelectorAll("form[data-search]")) {
  if (form.dataset.results) new LiveResults(form);
  else new QuickSearch(form);
}
