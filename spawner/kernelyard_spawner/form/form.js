// The page works without this: it shows the chosen resource group's availability when another group is chosen,
// and hides the custom amounts while a preset is chosen.
(function () {
  "use strict";
  const form = document.getElementById("kernelyard-form");
  if (!form) return;
  const group = form.querySelector("#ky-group");
  const custom = form.querySelector("#ky-custom");
  const customChoice = form.querySelector("#ky-custom-choice");
  const cards = Array.from(form.querySelectorAll("[data-availability]"));

  function showCustom() {
    custom.hidden = !customChoice.checked;
    for (const input of custom.querySelectorAll("input")) input.disabled = !customChoice.checked;
  }

  function showGroup() {
    for (const card of cards) {
      const shown = JSON.parse(card.dataset.availability)[group.value];
      if (!shown) continue;
      const never = shown.state === "never";
      const radio = card.querySelector("input");
      card.classList.toggle("ky-off", never);
      radio.disabled = never;
      if (never) radio.checked = false;
      const state = card.querySelector(".ky-state");
      state.dataset.state = shown.state;
      state.querySelector(".ky-state-word").textContent = shown.word;
      state.querySelector(".ky-state-text").textContent = shown.text;
    }
    for (const room of form.querySelectorAll("[data-rooms]")) {
      room.textContent = JSON.parse(room.dataset.rooms)[group.value] || "";
    }
    if (!form.querySelector('input[name="choice"]:checked')) {
      const first = form.querySelector('input[name="choice"]:not(:disabled)');
      if (first) first.checked = true;
    }
    showCustom();
  }

  form.addEventListener("change", function (event) {
    if (event.target === group) showGroup();
    else if (event.target.name === "choice") showCustom();
  });
  // A page that comes back from the browser's history keeps what was chosen there.
  window.addEventListener("pageshow", showGroup);
  showGroup();
})();
