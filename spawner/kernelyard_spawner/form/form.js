// The page works without this: it shows the chosen resource group's availability when another group is chosen,
// hides the custom amounts while a preset is chosen, and asks the service when a server of such amounts would start.
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

  const prospect = form.querySelector("#ky-prospect");
  const service = location.pathname.replace(/\/hub\/spawn.*$/, "") + "/services/kernelyard/";
  let timer;
  let asked = 0;

  function wish() {
    const resources = {};
    for (const input of custom.querySelectorAll('input[name^="resource."]')) {
      const amount = input.value.trim();
      if (amount) resources[input.name.slice("resource.".length)] = amount;
    }
    const image = form.querySelector("#ky-image");
    return {
      image: image ? image.value : "python",
      type: "interactive",
      config: { resources: resources, scaling_group: group.value },
    };
  }

  function ask() {
    return fetch(service + "session/_/estimate", {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(wish()),
    });
  }

  function inWords(answer, found) {
    if (!answer.ok) return answer.status < 500 ? found.msg || found.title || "" : "";
    if (found.when === "now") return "It would start now.";
    if (found.when === "never") return found.text;
    const when = found.estimate ? "It would start " + found.estimate.text + ". " : "It has to wait. ";
    return when + found.text + (found.change ? " " + found.change.text : "");
  }

  // Silent where it cannot be asked: pressing Start answers it, too.
  async function tell() {
    const turn = ++asked;
    let said = "";
    try {
      if (customChoice.checked) {
        let answer = await ask();
        if (answer.status === 401 || answer.type === "opaqueredirect") {
          // The service's own login goes through the Hub, which knows who this is.
          await fetch(service + "console/", { credentials: "same-origin" });
          answer = await ask();
        }
        if (answer.status !== 401 && answer.status !== 403 && answer.type !== "opaqueredirect")
          said = inWords(answer, await answer.json());
      }
    } catch {
      said = "";
    }
    if (turn !== asked) return;
    prospect.textContent = said;
    prospect.hidden = !said;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(tell, 400);
  }

  form.addEventListener("change", function (event) {
    if (event.target === group) showGroup();
    else if (event.target.name === "choice") showCustom();
    soon();
  });
  form.addEventListener("input", soon);
  // A page that comes back from the browser's history keeps what was chosen there.
  window.addEventListener("pageshow", showGroup);
  showGroup();
})();
