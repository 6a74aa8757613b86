// What every page does with JavaScript: GOV.UK's components, and the chat when somebody asks for it.
const frontend = document.querySelector("script[data-frontend]")?.dataset.frontend;
document.body.classList.add("js-enabled", "govuk-frontend-supported");

import(frontend).then(({ initAll }) => initAll()).catch(() => {
  // Without its script every component still works as plain HTML; do not pretend otherwise.
  document.body.classList.remove("js-enabled", "govuk-frontend-supported");
});

const search = document.querySelector("[data-search]");
if (search) import(search.dataset.search).catch(() => {}); // the forms work without it

const opener = document.querySelector("[data-chat]");
if (opener) {
  const place = document.querySelector(".tr-chat-place");
  const failure = document.querySelector(".tr-chat-failure");
  document.querySelector(".tr-chat-without").hidden = true;
  document.querySelector(".tr-chat-offer").hidden = false;
  opener.addEventListener("click", async () => {
    opener.disabled = true;
    failure.hidden = true;
    try {
      await import(opener.dataset.chat);
    } catch {
      failure.hidden = false;
      return;
    } finally {
      opener.disabled = false;
    }
    let chat = place.querySelector("truchement-chat");
    if (!chat) {
      chat = document.createElement("truchement-chat");
      chat.setAttribute("language", document.documentElement.lang);
      chat.addEventListener("chat-closed", () => {
        opener.parentElement.hidden = false;
        opener.focus();
      });
      place.append(chat);
    }
    opener.parentElement.hidden = true;
    chat.open();
  });
}
