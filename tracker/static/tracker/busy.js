// A form whose answer takes seconds says so at its button, and is sent once.
"use strict";
document.querySelectorAll("form[data-busy]").forEach((form) => {
  const button = form.querySelector("[type=submit]");
  const words = button.textContent;
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => { button.textContent = form.dataset.busy; }, 0); // after the button's value was sent
  });
  window.addEventListener("pageshow", () => { // also when somebody comes back to it
    delete form.dataset.sent;
    button.textContent = words;
  });
});
