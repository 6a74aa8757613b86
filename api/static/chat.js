// <truchement-chat>: the citizen's conversation with the assistant.
//
// One file, no framework, no inline script or style (strict CSP). What anyone wrote is shown with textContent
// only. The session id is kept in sessionStorage: it ends with the tab, and no cookie is set.
//
//   <truchement-chat language="fr"></truchement-chat>    then  element.open()
//
// Attribute `api`: address of the gateway, /api/v1/chat by default. Event `chat-closed` when it is closed.

const STYLE = new URL(`chat.css${new URL(import.meta.url).search}`, import.meta.url).href;
const STORED = "truchement-chat-session";
const MAX_TEXT = 1000;
const TIMEOUT_MS = 45000;
const PAUSES_MS = [1000, 3000]; // before a message that met no server is tried again by itself
const SECRET = /\b(REQ-\d{4}-\d{6}-\d{2}|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})\b/g;

const WORDS = {
  fr: {
    title: "Assistant du ministère",
    close: "Fermer",
    closeLong: "Fermer l’assistant. La conversation reste ouverte dans cet onglet.",
    conversation: "Conversation",
    message: "Votre message",
    send: "Envoyer",
    hello:
      "Bonjour. Je peux enregistrer une demande, vous dire où en est une demande, ou vous donner la traduction d’un terme officiel.",
    resumed: "La conversation continue. Les messages échangés avant ne sont plus affichés.",
    starters: ["Je veux déposer une demande", "Où en est ma demande ?", "Comment dit-on « passeport diplomatique » en anglais ?"],
    you: "Vous",
    bot: "Assistant",
    typing: "L’assistant écrit…",
    waiting: "Connexion perdue. Votre message partira dès qu’elle reviendra.",
    offline: "Votre message n’est pas parti : la connexion ne répond pas. Rien n’est perdu.",
    unavailable: "L’assistant ne répond pas en ce moment. Votre message n’est pas perdu : vous pouvez l’envoyer de nouveau.",
    tooMany: "Beaucoup de messages en peu de temps. Attendez une minute, puis envoyez de nouveau.",
    refused: "Ce message n’a pas été accepté. Écrivez-le autrement.",
    restarted: "La conversation précédente a expiré : en voici une nouvelle.",
    again: "Envoyer de nouveau",
    copy: "Copier",
    copied: "Copié",
    copyFailed: "Sélectionnez et copiez à la main",
  },
  en: {
    title: "The ministry’s assistant",
    close: "Close",
    closeLong: "Close the assistant. The conversation stays open in this tab.",
    conversation: "Conversation",
    message: "Your message",
    send: "Send",
    hello:
      "Hello. I can register a request, tell you how far a request has come, or give you the translation of an official term.",
    resumed: "The conversation goes on. Earlier messages are no longer shown.",
    starters: ["I want to make a request", "How far has my request come?", "How do you say “valise diplomatique” in English?"],
    you: "You",
    bot: "Assistant",
    typing: "The assistant is writing…",
    waiting: "Connection lost. Your message will leave as soon as it is back.",
    offline: "Your message has not left: the connection does not answer. Nothing is lost.",
    unavailable: "The assistant does not answer at the moment. Your message is not lost: you can send it again.",
    tooMany: "Many messages in a short time. Wait a minute, then send again.",
    refused: "This message was not accepted. Please write it in another way.",
    restarted: "The earlier conversation has expired: here is a new one.",
    again: "Send again",
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Please select and copy it by hand",
  },
};

class Refused extends Error {
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

// crypto.randomUUID exists on https only; a ministry's intranet may be plain http.
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

// Private windows of some browsers have no storage: the conversation then ends with the page.
const kept = {
  value: null,
  get() {
    try {
      return sessionStorage.getItem(STORED) ?? this.value;
    } catch {
      return this.value;
    }
  },
  set(value) {
    this.value = value;
    try {
      if (value) sessionStorage.setItem(STORED, value);
      else sessionStorage.removeItem(STORED);
    } catch {
      /* kept in memory */
    }
  },
};

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

class TruchementChat extends HTMLElement {
  #queue = [];
  #busy = false;
  #parts = null;

  get #language() {
    return this.getAttribute("language") === "en" ? "en" : "fr";
  }

  get #words() {
    return WORDS[this.#language];
  }

  open() {
    if (!this.#parts) this.#build();
    this.hidden = false;
    this.#parts.input.focus(); // in vain while the style sheet is still on its way; see #build
  }

  close() {
    this.hidden = true;
    this.dispatchEvent(new CustomEvent("chat-closed"));
  }

  #build() {
    const words = this.#words;
    const log = make("div", { className: "log", role: "log", "aria-label": words.conversation, tabIndex: 0 });
    const state = make("p", { className: "state", role: "status" });
    const input = make("textarea", { id: "text", rows: 2, maxLength: MAX_TEXT, enterKeyHint: "send" });
    const form = make(
      "form",
      {},
      make("label", { htmlFor: "text", textContent: words.message }),
      make("div", { className: "row" }, input, make("button", { className: "send", textContent: words.send })),
    );
    const close = make("button", {
      type: "button",
      className: "close",
      textContent: words.close,
      "aria-label": words.closeLong,
    });
    const box = make(
      "section",
      { className: "box", hidden: true, "aria-label": words.title, lang: this.#language },
      make("header", {}, make("h2", { textContent: words.title }), close),
      log,
      state,
      form,
    );
    this.#parts = { log, state, input };
    const style = make("link", { rel: "stylesheet", href: STYLE });
    // Shown once it has its style, or without one when that cannot be had.
    for (const event of ["load", "error"]) {
      style.addEventListener(event, () => {
        box.hidden = false;
        input.focus();
        this.#scroll();
      });
    }
    this.attachShadow({ mode: "open" }).append(style, box);

    close.addEventListener("click", () => this.close());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    input.addEventListener("keydown", (event) => {
      // Enter sends, Shift+Enter makes a new line; not while an input method composes a letter.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text) return;
      input.value = "";
      this.#say({ text }, text);
    });
    window.addEventListener("online", () => this.#work());

    this.#show("bot", kept.get() ? words.resumed : words.hello);
    if (!kept.get()) this.#offerStarters();
  }

  // ---- what is shown

  #show(who, text) {
    const words = this.#words;
    const body = make("p", { className: "text" });
    const item = make(
      "div",
      { className: `item ${who}` },
      make("span", { className: "who", textContent: `${words[who]} : ` }),
      body,
    );
    let end = 0;
    for (const found of who === "bot" ? text.matchAll(SECRET) : []) {
      body.append(text.slice(end, found.index), this.#copyable(found[0]));
      end = found.index + found[0].length;
    }
    body.append(text.slice(end));
    this.#parts.log.append(item);
    this.#scroll();
    return item;
  }

  #copyable(value) {
    const words = this.#words;
    const button = make("button", {
      type: "button",
      className: "copy",
      textContent: words.copy,
      "aria-label": `${words.copy} ${value}`,
    });
    button.addEventListener("click", async () => {
      let done = words.copied;
      try {
        await navigator.clipboard.writeText(value);
      } catch {
        done = words.copyFailed;
        getSelection().selectAllChildren(button.previousSibling);
      }
      button.textContent = done;
      this.#tell(done);
    });
    return make("span", { className: "secret" }, make("code", { textContent: value }), " ", button);
  }

  #offer(choices) {
    if (!choices?.length) return;
    const list = make("div", { className: "choices" });
    for (const { title, payload, text } of choices) {
      const button = make("button", { type: "button", textContent: title });
      button.addEventListener("click", () => {
        this.#parts.input.focus();
        this.#say(text ? { text } : { payload }, title);
      });
      list.append(button);
    }
    this.#parts.log.append(list);
    this.#scroll();
  }

  #offerStarters() {
    this.#offer(this.#words.starters.map((title) => ({ title, text: title })));
  }

  #tell(text) {
    this.#parts.state.textContent = text;
  }

  #scroll() {
    this.#parts.log.scrollTop = this.#parts.log.scrollHeight;
  }

  // ---- what is sent

  #say(content, shown) {
    this.#parts.log.querySelectorAll(".choices").forEach((list) => list.remove());
    this.#queue.push({ content, id: makeId(), item: this.#show("you", shown), tries: 0, restarted: false });
    this.#work();
  }

  // One message at a time, in order, each with its own id for as long as it takes: the server answers a repeated
  // id with the answer it gave, so that nothing is registered twice.
  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#queue.length) {
        const message = this.#queue[0];
        this.#tell(this.#words.typing);
        const problem = await this.#deliver(message);
        this.#tell(problem && message.waits ? this.#words.waiting : "");
        if (problem) {
          this.#fail(message, problem);
          break;
        }
        this.#queue.shift();
      }
    } finally {
      this.#busy = false;
    }
  }

  // Answers the name of the sentence that says what went wrong, or nothing.
  async #deliver(message) {
    message.retry?.remove();
    message.waits = false;
    for (;;) {
      try {
        const { messages } = await this.#exchange(message);
        for (const { text, buttons } of messages) {
          if (text) this.#show("bot", text);
          this.#offer(buttons);
        }
        return null;
      } catch (error) {
        if (error.status === 404 && !message.restarted) {
          message.restarted = true;
          kept.set(null);
          this.#show("bot", this.#words.restarted);
          if (message.content.payload) {
            // A choice means nothing in a conversation that has not offered it.
            this.#offerStarters();
            return null;
          }
        } else if (error.status === 503) return "unavailable";
        else if (error.status === 429) return "tooMany";
        else if (error.status >= 400 && error.status < 500) return "refused";
        else if (message.tries < PAUSES_MS.length && navigator.onLine) await pause(PAUSES_MS[message.tries++]);
        else {
          message.waits = !navigator.onLine;
          return "offline";
        }
      }
    }
  }

  async #exchange(message) {
    if (!kept.get()) kept.set((await this.#post("/sessions", {})).session);
    return this.#post("/messages", {
      session: kept.get(),
      message_id: message.id,
      language: this.#language,
      ...message.content,
    });
  }

  async #post(path, body) {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), TIMEOUT_MS);
    try {
      const response = await fetch((this.getAttribute("api") ?? "/api/v1/chat") + path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
        signal: control.signal,
      });
      if (!response.ok) throw new Refused(response.status);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(message, problem) {
    const note = make("p", { className: "failure", role: "alert" });
    // Set once it is in the page: an alert that arrives already filled is not read by every screen reader.
    message.item.append(note);
    note.append(`${this.#words[problem]} `);
    message.retry = note;
    message.tries = 0;
    if (problem === "refused") {
      this.#queue.shift();
      return this.#work();
    }
    const again = make("button", { type: "button", textContent: this.#words.again });
    again.addEventListener("click", () => {
      this.#parts.input.focus();
      this.#work();
    });
    note.append(again);
    this.#scroll();
  }
}

if (!customElements.get("truchement-chat")) customElements.define("truchement-chat", TruchementChat);
